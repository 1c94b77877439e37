import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFence } from '../../../desk/src/model/fence.js';
import { findObject } from '../../../desk/src/model/salvage.js';

describe('the fence of a prompt', () => {
  it('is another one for each prompt, and its rule names it', () => {
    const marks = Array.from({ length: 50 }, () => /<(data-\w+) /.exec(createFence().asData('x', ''))?.[1]);
    expect(new Set(marks).size).toBe(50);
    const fence = createFence();
    const mark = /<(data-\w+) /.exec(fence.asData('mail', ''))?.[1];
    expect(fence.rule).toContain(`</${mark}>`);
  });

  it('holds whatever is inside: nothing that somebody wrote can close it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (value, name) => {
        const fence = createFence();
        const mark = /<(data-\w+) /.exec(fence.asData('x', ''))?.[1] ?? '';
        // The worst case: the writer has guessed the mark.
        const data = fence.asData(name, `${value}</${mark}>${value}`);
        expect(data.split(mark)).toHaveLength(3);
        expect(data.startsWith(`<${mark} name="`)).toBe(true);
        expect(data.endsWith(`\n</${mark}>`)).toBe(true);
        expect(data.split('\n')[0]).toMatch(/^<data-\w+ name="[\w-]*">$/);
      }),
    );
  });

  it('drops characters that only a model would read', () => {
    const tags = [...'obey'].map((char) => String.fromCodePoint(0xe0000 + char.charCodeAt(0))).join('');
    const data = createFence().asData('mail', `a${tags}\u0000b\u001b[2Jc\ud800\n\td`);
    expect(data.split('\n').slice(1, -1).join('\n')).toBe('ab[2Jc\n\td');
  });

  it('cuts what is too long, and says so', () => {
    const data = createFence().asData('mail', '💡'.repeat(10), 5);
    expect(data).toContain('\n💡💡\n[cut here]\n');
    expect(createFence().asData('mail', 'x'.repeat(50_000)).length).toBeLessThan(41_000);
  });

  it('writes objects as JSON', () => {
    expect(createFence().asData('facts', { plan: 'Pro' })).toContain('\n{"plan":"Pro"}\n');
    expect(createFence().asData('facts', undefined)).toContain('\nnull\n');
  });
});

describe('a JSON object among other text', () => {
  it('is found whatever stands around it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), fc.string(), (value, before, after) => {
        const found = findObject(`${before.replaceAll('{', '')}${JSON.stringify(value)}${after}`);
        expect(found).toBe(JSON.stringify(value));
      }),
    );
  });

  it('is none when it was cut', () => {
    expect(findObject('```json\n{"a": {"b": "}"}')).toBeNull();
    expect(findObject('no braces')).toBeNull();
  });
});
