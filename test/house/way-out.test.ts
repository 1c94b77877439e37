import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** The desk has one way out, desk/src/outgoing; the linter keeps it so. This holds the linter's settings to it. */

const ROOT = new URL('../../', import.meta.url);
const BIOME = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');
const RULES = ['style/noRestrictedImports', 'style/noRestrictedGlobals'];
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'convot-lint-')));
  const { vcs: _, $schema: __, ...settings } = JSON.parse(readFileSync(new URL('biome.json', ROOT), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(settings));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The places that the linter forbids in these files: `path:line`. */
function forbidden(files: Record<string, readonly string[]>): string[] {
  for (const [path, lines] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), lines.join('\n'));
  }
  const only = RULES.map((rule) => `--only=${rule}`);
  const options = ['lint', '--reporter=github', '--max-diagnostics=none', ...only, '.'];
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIOME, ...options], {
    cwd: folder,
    encoding: 'utf8',
  });
  const found = [...stdout.matchAll(/^::error title=lint\/style\/\w+,file=([^,]+),line=(\d+)/gm)];
  if (status !== 0 && found.length === 0) throw new Error(stdout + stderr);
  return [...new Set(found.map(([, file, line]) => `${posix.relative(folder, file ?? '')}:${line}`))].sort();
}

const CLIENTS = [
  "import { request } from 'node:http';",
  "import { get } from 'http';",
  "import * as http from 'node:http';",
  "import http from 'node:http';",
  "export { request } from 'node:https';",
  "import { connect } from 'node:http2';",
  "import { connect } from 'node:net';",
  "import { Socket } from 'node:net';",
  "import { connect } from 'node:tls';",
  "import { createSocket } from 'node:dgram';",
  "import { fetch } from 'undici';",
  "import axios from 'axios';",
  "import got from 'got';",
  "import ky from 'ky';",
  "import fetch from 'node-fetch';",
  "import { betterFetch } from '@better-fetch/fetch';",
  "import WebSocket from 'ws';",
  "const { request } = await import('node:https');",
  "import { createRequire } from 'node:module';",
  "await fetch('https://example.com');",
  "await globalThis.fetch('https://example.com');",
  'const { fetch: call } = globalThis;',
  "new WebSocket('wss://example.com');",
  'new XMLHttpRequest();',
  "new EventSource('https://example.com');",
  'let call: typeof fetch;',
];

test('no other room of the desk has a client of HTTP, of sockets or of a package', () => {
  // A file each: a name that is imported is no global any more.
  const files = Object.fromEntries(CLIENTS.map((line, place) => [`desk/src/lookups/client-${place + 10}.ts`, [line]]));
  expect(forbidden(files)).toEqual(Object.keys(files).map((path) => `${path}:1`));
});

test('a room may listen, and may know what an address is', () => {
  const lines = [
    "import { createServer, type Server } from 'node:http';",
    "import { type AddressInfo, createServer as listen, isIP } from 'node:net';",
    "import { createClient } from './client.js';",
    'const fetched = new Request(createServer(), listen(isIP), createClient());',
  ];
  expect(forbidden({ 'desk/src/http/server.ts': lines })).toEqual([]);
});

test('the way out itself, and whatever is not the desk, may call', () => {
  const lines = ["import { request } from 'node:http';", "await fetch('https://example.com');"];
  expect(forbidden({ 'desk/src/outgoing/x.ts': lines, 'src/cli/x.ts': lines, 'desk/web/x.ts': lines })).toEqual([]);
});
