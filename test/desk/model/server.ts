import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, failure, object } from './answers.js';
import { requestFaults } from './chat-completions.js';

export * as answers from './answers.js';

/** A request as the server got it. */
export interface ModelRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly model: string;
    readonly stream?: boolean;
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly [field: string]: unknown;
  };
  /** As it came. */
  readonly text: string;
}

/** A local server that speaks the OpenAI chat-completions API, as well or as badly as a test wants. */
export interface ModelServer {
  /** For `MODEL_URL`. */
  readonly url: string;
  readonly requests: readonly ModelRequest[];
  /** What requests broke of the documented API; such a request is answered with 400. Empty after a good test. */
  readonly faults: readonly string[];
  /** The next answers, one per request. */
  answer(...answers: readonly Answer[]): void;
  /** Answers every request for which there is no answer of {@link ModelServer.answer}. At first an empty object. */
  always(answer: (request: ModelRequest) => Answer): void;
  /** Forgets requests, faults and answers that nobody asked for. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * Starts one on a free port of the loopback interface.
 *
 * @param key - the bearer token it wants; without one it refuses any.
 */
export async function startModelServer(key = ''): Promise<ModelServer> {
  const requests: ModelRequest[] = [];
  const faults: string[] = [];
  const queue: Answer[] = [];
  let fallback: (request: ModelRequest) => Answer = () => object({});

  const http = createServer(async (incoming, response) => {
    const text = await readText(incoming);
    const { method = '', url = '', headers } = incoming;
    const body = parse(text);
    const found = requestFaults(method, url.split('?')[0] ?? '', headers, body);
    if (headers.authorization !== (key === '' ? undefined : `Bearer ${key}`)) {
      return failure(401, {}, String(headers.authorization))(response, { model: '', stream: false });
    }
    if (found.length > 0) {
      faults.push(...found);
      return failure(400, {}, text)(response, { model: '', stream: false });
    }
    const request = { headers, body: body as ModelRequest['body'], text };
    requests.push(request);
    const answer = queue.shift() ?? fallback(request);
    answer(response, { model: request.body.model, stream: request.body.stream === true });
  });

  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    faults,
    answer: (...answers) => void queue.push(...answers),
    always: (answer) => {
      fallback = answer;
    },
    reset: () => {
      for (const list of [requests, faults, queue]) list.length = 0;
      fallback = () => object({});
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
