/** What frameworks on top of Node know of a request beside Node's own, each only if it is there. */
export interface FrameworkRequest {
  /** Express: `http` or `https`, as its setting `trust proxy` allows a proxy to say. */
  readonly protocol?: unknown;
  /** Express: the address before a router took its own part away. */
  readonly originalUrl?: unknown;
  /** What a body parser made of the body. */
  readonly body?: unknown;
}

/** What is used of Node's `IncomingMessage`, and of Express's request, which is one. */
export interface NodeRequest extends FrameworkRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: object;
  readonly readableDidRead: boolean;
  iterator(options: { destroyOnReturn: boolean }): AsyncIterator<Uint8Array>;
}

/**
 * Node's request as the web platform's.
 *
 * @returns `null` when it names an address or a header that is none.
 */
export function requestOf(
  incoming: NodeRequest,
  signal: AbortSignal,
  known: FrameworkRequest = incoming,
): Request | null {
  const { method = 'GET' } = incoming;
  const headers = headersOf(incoming);
  const url = headers && addressOf(incoming, known);
  if (!url) return null;
  try {
    const bodiless = method === 'GET' || method === 'HEAD';
    return new Request(url, { method, headers, signal, ...(!bodiless && bodyOf(incoming, known, headers)) });
  } catch {
    return null;
  }
}

function addressOf(incoming: NodeRequest, { protocol, originalUrl }: FrameworkRequest): string | null {
  const { host, ':authority': authority } = incoming.headers;
  const secure = 'encrypted' in incoming.socket && incoming.socket.encrypted === true;
  const scheme = protocol === 'http' || protocol === 'https' ? protocol : secure ? 'https' : 'http';
  const target = typeof originalUrl === 'string' ? originalUrl : (incoming.url ?? '/');
  const origin = `${scheme}://${host ?? authority ?? 'localhost'}`;
  // A host that smuggles a path or a user along is none; a target may be absolute (RFC 9112 §3.2.2).
  if (!URL.canParse(origin) || new URL(origin).href !== `${new URL(origin).origin}/`) return null;
  const address = target.startsWith('/') ? origin + target : target;
  return URL.canParse(address) ? address : null;
}

function headersOf(incoming: NodeRequest): Headers | null {
  const headers = new Headers();
  try {
    for (const [name, value] of Object.entries(incoming.headers)) {
      // HTTP/2 carries the request line as headers whose names begin with a colon.
      if (value === undefined || name.startsWith(':')) continue;
      for (const each of typeof value === 'string' ? [value] : value) headers.append(name, each);
    }
  } catch {
    return null;
  }
  return headers;
}

function bodyOf(incoming: NodeRequest, { body }: FrameworkRequest, headers: Headers): RequestInit {
  if (body === undefined || body === null || !incoming.readableDidRead) return streamed(incoming);
  headers.delete('Content-Length');
  if (typeof body === 'string') return { body };
  return { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) };
}

/** `duplex` is what the platform asks of a streamed body, and what its types do not know yet. */
function streamed(incoming: NodeRequest): RequestInit & { duplex: 'half' } {
  // Whoever stops reading wants to answer: the socket must live on.
  const chunks = incoming.iterator({ destroyOnReturn: false });
  const source: UnderlyingDefaultSource<Uint8Array> = {
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel() {
      // Not awaited: it waits for a chunk that is being read, and a slow caller may never send one.
      void chunks.return?.();
    },
  };
  // Nothing is read ahead of a route that may not want the body at all.
  const body = new ReadableStream(source, { highWaterMark: 0 });
  return { body, duplex: 'half' };
}
