import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the customer's endpoint got it. */
export interface BackendRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A customer's endpoint on this machine. */
export interface Backend {
  /** For the setting "API URL". */
  readonly url: string;
  readonly requests: BackendRequest[];
  /** How requests are answered from now on; a value is sent as JSON. */
  answer(answer: unknown | ((response: ServerResponse, request: BackendRequest) => void)): void;
  close(): Promise<void>;
}

export async function startBackend(): Promise<Backend> {
  const requests: BackendRequest[] = [];
  let answer: unknown = {};
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '', 'http://127.0.0.1');
    const body = Buffer.concat(chunks).toString();
    const request = { method: incoming.method ?? '', url, headers: incoming.headers, body };
    requests.push(request);
    if (typeof answer === 'function') return answer(response, request);
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/support-context`,
    requests,
    answer: (next) => {
      answer = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
