import type { IncomingHttpHeaders } from 'node:http';

/**
 * What a request breaks of the documented API ("Create chat completion"; "Structured outputs" for the schema).
 * Only the fields that a desk may want are known: any other is a fault.
 *
 * @see https://platform.openai.com/docs/api-reference/chat/create
 */
export function requestFaults(method: string, path: string, headers: IncomingHttpHeaders, body: unknown): string[] {
  const faults: string[] = [];
  const hold = (isKept: boolean, rule: string) => {
    if (!isKept) faults.push(rule);
  };
  hold(method === 'POST', 'the method is POST');
  hold(path === '/v1/chat/completions', 'the path is /chat/completions below the base address');
  hold(/^application\/json(?:;|$)/.test(headers['content-type'] ?? ''), 'Content-Type is application/json');
  if (!isRecord(body)) return [...faults, 'the body is a JSON object'];
  for (const name of Object.keys(body)) hold(Object.hasOwn(FIELDS, name), `${name} is a known field`);
  for (const [name, isRight] of Object.entries(FIELDS)) {
    if (body[name] !== undefined) hold(isRight(body[name]), `${name} has the documented form`);
  }
  hold(typeof body.model === 'string' && body.model !== '', 'model is there');
  hold(Array.isArray(body.messages) && body.messages.length > 0, 'messages are there');
  hold(body.stream_options === undefined || body.stream === true, 'stream_options only with stream: true');
  return faults;
}

const FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  model: (value) => typeof value === 'string',
  messages: (value) => Array.isArray(value) && value.every(isMessage),
  max_completion_tokens: (value) => Number.isInteger(value) && Number(value) > 0,
  response_format: isResponseFormat,
  stream: (value) => typeof value === 'boolean',
  stream_options: (value) =>
    isRecord(value) && only(value, ['include_usage']) && typeof value.include_usage === 'boolean',
  temperature: (value) => typeof value === 'number' && value >= 0 && value <= 2,
};

function isMessage(message: unknown): boolean {
  if (!isRecord(message) || !only(message, ['role', 'content'])) return false;
  return ['system', 'user', 'assistant'].includes(String(message.role)) && typeof message.content === 'string';
}

function isResponseFormat(format: unknown): boolean {
  if (!isRecord(format) || !only(format, ['type', 'json_schema']) || format.type !== 'json_schema') return false;
  const { json_schema: given } = format;
  if (!isRecord(given) || !only(given, ['name', 'description', 'schema', 'strict'])) return false;
  const isNamed = typeof given.name === 'string' && /^[\w-]{1,64}$/.test(given.name);
  return (
    isNamed &&
    given.strict === true &&
    isRecord(given.schema) &&
    given.schema.type === 'object' &&
    isStrict(given.schema)
  );
}

/** Keywords that strict mode takes. Lengths of text are not among them. */
const KEYWORDS = [
  ...['$schema', 'type', 'properties', 'required', 'additionalProperties', 'items', 'enum', 'const', 'anyOf'],
  ...['description', 'title', 'pattern', 'format', 'minItems', 'maxItems', 'minimum', 'maximum', '$ref', '$defs'],
];

/** Strict mode: every property is required, and no others are allowed, at every level. */
function isStrict(schema: unknown): boolean {
  if (!isRecord(schema) || !only(schema, KEYWORDS)) return false;
  const { properties = {}, required = [], items, anyOf = [] } = schema;
  if (!isRecord(properties) || !Array.isArray(required) || !Array.isArray(anyOf)) return false;
  const names = Object.keys(properties);
  if (schema.type === 'object') {
    if (schema.additionalProperties !== false || !names.every((name) => required.includes(name))) return false;
  }
  const inner = [...Object.values(properties), ...anyOf, ...(items === undefined ? [] : [items])];
  return inner.every(isStrict);
}

function only(value: Record<string, unknown>, names: readonly string[]): boolean {
  return Object.keys(value).every((name) => names.includes(name));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
