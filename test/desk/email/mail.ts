import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';

/** The message id of ours that the mails of `mails/` answer. */
export const OURS = '<5f0c1d2e3b4a59687786a5b4c3d2e1f0.convot@desk.example>';

/** A mail of `mails/` as it travels: line ends are CRLF. */
export function storedMail(name: string): Uint8Array {
  const file = fileURLToPath(new URL(`mails/${name}.eml`, import.meta.url));
  return withCrlf(readFileSync(file));
}

/** A mail out of its lines. */
export const mail = (...lines: string[]): Uint8Array => new TextEncoder().encode(`${lines.join('\r\n')}\r\n`);

function withCrlf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1'));
}

const unit = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(...'\r\n\t\0 :;,<>@()"\\\'=?&.-_aZ0éß日\u00a0\u200b\u202e\u212a\u0085\ufeff'),
  },
  { weight: 2, arbitrary: fc.nat({ max: 0xffff }).map((code) => String.fromCharCode(code)) },
);

/** Text of any UTF-16 units, halves of pairs among them, with many of those that mean something in a mail. */
export const anyText = (maxLength: number) => fc.array(unit, { maxLength }).map((units) => units.join(''));
