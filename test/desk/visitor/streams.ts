import type { Hono } from 'hono';

/** An event as its reader gets it. */
export interface Received {
  readonly id: string | null;
  readonly data: { readonly type: string } & Record<string, never>;
}

export interface OpenStream {
  readonly response: Response;
  /** Waits until so many events have come, and returns all that have. */
  events(count: number): Promise<Received[]>;
  /** Waits for the end, and returns all that came. */
  rest(): Promise<Received[]>;
  /** The last id, also one without an event. */
  lastId(): string | null;
  /** As a browser that goes away. */
  leave(): Promise<void>;
}

/** Reads server-sent events of a route without a socket. */
export async function openStream(
  routes: Pick<Hono, 'request'>,
  path: string,
  headers: Record<string, string>,
): Promise<OpenStream> {
  const leaving = new AbortController();
  const response = await routes.request(path, { headers, signal: leaving.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const received: Received[] = [];
  let id: string | null = null;
  let rest = '';

  async function more(): Promise<boolean> {
    const part = await reader?.read();
    if (!part || part.done) return false;
    const blocks = (rest + part.value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      id = fields.get('id') ?? id;
      const data = fields.get('data');
      if (data !== undefined) received.push({ id, data: JSON.parse(data) });
    }
    return true;
  }

  return {
    response,
    lastId: () => id,
    async events(count) {
      while (received.length < count) if (!(await more())) break;
      return received;
    },
    async rest() {
      while (await more());
      return received;
    },
    async leave() {
      leaving.abort();
      await reader?.cancel();
    },
  };
}
