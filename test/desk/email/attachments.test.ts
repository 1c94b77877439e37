import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachmentName } from '../../../desk/src/email/attachments.js';
import { anyText } from './mail.js';

describe("an attachment's name", () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\a\\b.txt', 'b.txt'],
    ['...hidden', 'hidden'],
    ['photo\u202egnp.exe', 'photognp.exe'],
    ['a\u0000b\r\nc.txt', 'ab c.txt'],
    ['a:b*c?.txt', 'a_b_c_.txt'],
    ['con.tar.gz', '_con.tar.gz'],
    ['LPT1', '_LPT1'],
    ['console.log', 'console.log'],
    ['trailing. . ', 'trailing'],
    [`${'a'.repeat(300)}.pdf`, `${'a'.repeat(116)}.pdf`],
    [`a.${'b'.repeat(300)}`, `a.${'b'.repeat(118)}`],
  ])('%j becomes %j', (name, expected) => {
    expect(attachmentName(name)).toBe(expected);
  });

  it.each(['', '.', '..', '/', 'a/', '\u202e', ' . '])('of %j leaves nothing', (name) => {
    expect(attachmentName(name)).toBeNull();
  });

  it('is safe as a file name whatever the mail says', () => {
    fc.assert(
      fc.property(anyText(400), (name) => {
        const safe = attachmentName(name);
        if (safe === null) return;
        expect(safe).toMatch(/^[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069<>:"/\\|?*]{1,120}$/u);
        expect(safe).not.toMatch(/^[. ]|[. ]$/);
      }),
      { numRuns: 500 },
    );
  });
});
