import type { ServerResponse } from 'node:http';

/** What the server counts for each answer. */
export const USAGE = { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 };

/** Answers one request: well, or as badly as servers do. */
export type Answer = (response: ServerResponse, request: { readonly model: string; readonly stream: boolean }) => void;

interface Manner {
  readonly finish?: 'stop' | 'length' | 'content_filter' | 'tool_calls' | 'eos';
  /** `null`: the server doesn't count. */
  readonly usage?: typeof USAGE | null;
}

/** A message of that text. */
export function text(content: string, { finish = 'stop', usage = USAGE }: Manner = {}): Answer {
  return (response, { model, stream }) => {
    if (stream) return streamed([content], { finish, usage })(response, { model, stream });
    const choice = {
      index: 0,
      message: { role: 'assistant', content, refusal: null },
      logprobs: null,
      finish_reason: finish,
    };
    const body = { id: 'chatcmpl-1', object: 'chat.completion', created: 1_700_000_000, model, choices: [choice] };
    json(response, 200, { ...body, ...(usage && { usage }) });
  };
}

/** An object, as structured output has it. */
export function object(value: unknown, manner: Manner = {}): Answer {
  return text(JSON.stringify(value), manner);
}

/** An object in a Markdown fence, with a sentence before it. */
export function fenced(value: unknown): Answer {
  return text(`Sure! Here is the JSON:\n\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\n`);
}

/** The first half of an object: the longest answer was reached. */
export function cut(value: unknown): Answer {
  const whole = JSON.stringify(value);
  return text(whole.slice(0, Math.ceil(whole.length / 2)), { finish: 'length' });
}

/** An error in the documented form, which quotes what it was sent: as careless servers do. */
export function failure(status: number, headers: Readonly<Record<string, string>> = {}, quote = ''): Answer {
  return (response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    json(response, status, { error: { message: `No: ${quote}`, type: 'error', param: null, code: null } });
  };
}

/** A proxy's page where JSON should be. */
export const page: Answer = (response) => {
  response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>Gateway</title>');
};

/** Nothing at all: the caller has to give up. */
export const silence: Answer = () => {};

/** The connection ends without an answer. */
export const hangUp: Answer = (response) => {
  response.destroy();
};

/** An answer that never ends. */
export const endless: Answer = (response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' });
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(65_536)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
};

/** A redirect, to which nobody should carry the key. */
export function redirect(to: string): Answer {
  return (response) => {
    response.writeHead(307, { Location: to }).end();
  };
}

/** Pieces of text as server-sent events. */
export function streamed(pieces: readonly string[], { finish = 'stop', usage = USAGE }: Manner = {}): Answer {
  return (response, { model }) => {
    begin(response, model, pieces);
    event(response, chunk(model, [{ index: 0, delta: {}, logprobs: null, finish_reason: finish }]));
    if (usage) event(response, { ...chunk(model, []), usage });
    response.end('data: [DONE]\n\n');
  };
}

/** A stream that stops in the middle: `closed` ends it politely, `broken` cuts the connection, `error` says so, `silent` waits for ever. */
export function brokenStream(pieces: readonly string[], how: 'closed' | 'broken' | 'error' | 'silent'): Answer {
  return (response, { model }) => {
    begin(response, model, pieces);
    if (how === 'closed') response.end();
    if (how === 'error') {
      event(response, { error: { message: 'overloaded', type: 'server_error', param: null, code: null } });
      response.end();
    }
    // The pieces leave first: what was written must be heard.
    if (how === 'broken') response.write(': last\n\n', () => response.destroy());
  };
}

function begin(response: ServerResponse, model: string, pieces: readonly string[]): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  event(response, chunk(model, [choice({ role: 'assistant', content: '' })]));
  for (const content of pieces) event(response, chunk(model, [choice({ content })]));
}

function choice(delta: Readonly<Record<string, string>>): object {
  return { index: 0, delta, logprobs: null, finish_reason: null };
}

function chunk(model: string, choices: readonly object[]): object {
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_700_000_000, model, choices };
}

function event(response: ServerResponse, data: object): void {
  response.write(`data: ${JSON.stringify(data)}\n\n`);
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
