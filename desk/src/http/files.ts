import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress } from 'node:zlib';

/** A built file, held in memory. */
export interface BuiltFile {
  readonly body: Uint8Array<ArrayBuffer>;
  /** The same, compressed; `null` for what is compressed already. */
  readonly brotli: Uint8Array<ArrayBuffer> | null;
  readonly type: string;
  /** Quoted, as in the header. */
  readonly etag: string;
}

/** Built files by their path under the folder, as `assets/main-ABC.js`. */
export type BuiltFiles = ReadonlyMap<string, BuiltFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

const ETAG_CHARS = 22;
const compress = promisify(brotliCompress);

/** Where the build lies, seen from this file's place in the source and from the built desk. */
const PLACES = {
  web: ['../../dist/web/', './web/'],
  widget: ['../../../dist/', '../../dist/'],
} as const;

/** The folder of the agents' page (`web`) or of the scripts for other sites (`widget`). */
export function builtFolder(which: keyof typeof PLACES): string {
  const folders = PLACES[which].map((path) => fileURLToPath(new URL(path, import.meta.url)));
  return folders.find((folder) => existsSync(folder)) ?? folders[0] ?? '';
}

/**
 * Reads a folder of built files once; what isn't of a known type, as a source map, is left out.
 *
 * @param accepts - which of the files, by their path under the folder.
 * @returns nothing when there is no such folder.
 */
export async function readBuilt(folder: string, accepts: (path: string) => boolean = () => true): Promise<BuiltFiles> {
  const entries = existsSync(folder) ? await readdir(folder, { recursive: true, withFileTypes: true }) : [];
  const files = new Map<string, BuiltFile>();
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const path = file.slice(join(folder, '/').length).replaceAll('\\', '/');
    const type = TYPES[extname(entry.name)];
    if (!entry.isFile() || !type || !accepts(path)) continue;
    files.set(path, await readBuiltFile(file, type));
  }
  return files;
}

/** Compressed once, at the start, as small as it gets. */
async function readBuiltFile(file: string, type: string): Promise<BuiltFile> {
  const body = new Uint8Array(await readFile(file));
  const isText = !/^(image\/png|font\/)/.test(type);
  return {
    body,
    brotli: isText ? new Uint8Array(await compress(body)) : null,
    type,
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, ETAG_CHARS)}"`,
  };
}
