import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Route, toNodeHandler } from 'convot/server';
import { run } from '../../src/cli/run.js';

const servers: Server[] = [];

/** Serves on a free port of this machine. @returns its origin */
export async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

export const mount = (route: Route) => listen(toNodeHandler(route));

export function closeAll(): void {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
}

export interface Rule {
  readonly rule: string;
  readonly outcome: 'kept' | 'broken' | 'hint' | 'unchecked';
  readonly says: string;
  readonly reason?: string;
  readonly remedy?: string;
}

export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command with these arguments and variables. */
export async function convot(args: readonly string[], environment: Record<string, string> = {}): Promise<Said> {
  const said = { out: '', err: '' };
  const code = await run(args, {
    environment,
    version: '1.2.3',
    print: (text) => {
      said.out += `${text}\n`;
    },
    complain: (text) => {
      said.err += `${text}\n`;
    },
  });
  return { code, ...said };
}

/** The rules of these outcomes in a JSON report: `broken status`. */
export function told(out: string, ...outcomes: readonly Rule['outcome'][]): string[] {
  const { rules }: { rules: Rule[] } = JSON.parse(out);
  return rules.filter(({ outcome }) => outcomes.includes(outcome)).map(({ rule, outcome }) => `${outcome} ${rule}`);
}
