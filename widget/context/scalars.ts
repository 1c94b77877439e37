import type { ContextTexts } from './locales/en.js';

/** A scalar as text, `null` for anything that has parts. */
export function scalarText(value: unknown, texts: ContextTexts): string | null {
  if (typeof value === 'string') return value === '' ? texts.empty_text : value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value ? texts.yes : texts.no;
  return value === null || value === undefined ? texts.not_set : null;
}

/** What the copy button copies: the text itself, else JSON. */
export function copyText(value: unknown): string {
  return typeof value === 'string' ? value : (jsonText(value, 2) ?? '');
}

/** `undefined` for what JSON cannot say, as a value that contains itself. */
export function jsonText(value: unknown, indent?: number): string | undefined {
  try {
    return JSON.stringify(value, null, indent);
  } catch {
    return undefined;
  }
}

/** A plain object, and no array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
