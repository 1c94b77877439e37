import { ConvotError } from 'convot/protocol';
import type { Context } from 'hono';
import { z } from 'zod';

/** Text that a database can keep: PostgreSQL has no NUL. */
export function storableText(maxChars: number) {
  return z
    .string()
    .max(maxChars)
    .refine((text) => !text.includes('\0'));
}

/** The request's body as JSON. @throws ConvotError `request_invalid` */
export async function readJson(c: Context): Promise<unknown> {
  const text = await c.req.text();
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body.
    throw new ConvotError('request_invalid', 'The body must be JSON.');
  }
}

/** The request's body by a schema. The error names the field, never its value. @throws ConvotError `request_invalid` */
export async function readBody<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S>> {
  return check(schema, await readJson(c));
}

/** The request's query by a schema of texts. @throws ConvotError `request_invalid` */
export function readQuery<S extends z.ZodType>(c: Context, schema: S): z.output<S> {
  return check(schema, c.req.query());
}

function check<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const field = result.error.issues[0]?.path.join('.') || 'body';
  throw new ConvotError('request_invalid', `The field "${field}" is not as the API says.`);
}
