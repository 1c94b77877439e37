import { ModelError } from './errors.js';

/** Largest answer that is read, in bytes, decoded. */
export const ANSWER_BYTES = 1_000_000;

/** A `fetch`: the platform's own, or the desk's outgoing connector. */
export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The fetch that the SDK gets: it follows no redirect, to which the key might go, and reads no endless answer. */
export function guarded(fetch: Fetch): Fetch {
  return async (url, init) => {
    const response = await fetch(url, { ...init, redirect: 'error' });
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(limit(ANSWER_BYTES)), { status, statusText, headers });
  };
}

function limit(bytes: number): TransformStream<Uint8Array, Uint8Array> {
  let left = bytes;
  return new TransformStream({
    transform(chunk, controller) {
      left -= chunk.byteLength;
      if (left < 0) controller.error(new ModelError('model_output_invalid'));
      else controller.enqueue(chunk);
    },
  });
}
