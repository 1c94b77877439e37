import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';

/** Key and certificate of api.example.com and 127.0.0.1, which nobody trusts but who is told to. */
export const CERTIFICATE = readFileSync(new URL('certificate.pem', import.meta.url), 'utf8');

/** A server on loopback that says what a test makes it say. */
export interface TestServer {
  readonly port: number;
  /** What came, as text; of all connections. */
  received(): string;
  /** Bytes that the server got rid of, of all connections. */
  sent(): number;
  readonly connections: number;
  /** Resolves when every connection was closed. */
  emptied(): Promise<void>;
  stop(): Promise<void>;
}

/** Deals with one connection; called with the first bytes that came over it. */
export type Handler = (socket: Socket) => void;

/** Starts a server that handles a connection once its request's headers, or a part of them, are here. */
export function serve(handler: Handler): Promise<TestServer> {
  return start(createServer(), 'connection', (socket) => socket.once('data', () => handler(socket)));
}

/** The same over TLS. */
export function serveTls(handler: Handler): Promise<TestServer> {
  const server = createTlsServer({ key: CERTIFICATE, cert: CERTIFICATE });
  return start(server, 'secureConnection', (socket) => socket.once('data', () => handler(socket)));
}

/** Handles a connection as soon as it is there, before anything came; nothing is read unless the handler reads. */
export function serveRaw(handler: Handler): Promise<TestServer> {
  return start(createServer({ pauseOnConnect: true }), 'connection', handler);
}

async function start(server: Server, event: string, begin: Handler): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const open = new Set<Socket>();
  const chunks: Buffer[] = [];
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  server.on(event, (socket: Socket) => {
    socket.on('error', () => undefined);
    if (!socket.isPaused()) socket.on('data', (chunk) => chunks.push(chunk));
    begin(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    received: () => Buffer.concat(chunks).toString('latin1'),
    sent: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten - socket.writableLength, 0),
    get connections() {
      return sockets.size;
    },
    emptied: async () => {
      await Promise.all([...open].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
    },
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Says something again and again for as long as the other end takes it. */
export function endlessly(socket: Socket, piece: string | Uint8Array): void {
  const go = () => {
    while (!socket.destroyed && socket.write(piece));
  };
  socket.on('drain', go);
  go();
}

/** Says something bit by bit: slow enough never to be done, fast enough never to be idle. */
export function drip(socket: Socket, piece: string, everyMs = 5): void {
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.once('close', () => clearInterval(timer));
}
