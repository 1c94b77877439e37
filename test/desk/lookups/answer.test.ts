import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, readAnswer } from '../../../desk/src/lookups/answer.js';
import { factsOf } from '../../../desk/src/lookups/facts.js';

const bytes = (text: string) => new TextEncoder().encode(text);

function read(body: unknown, over: { status?: number; contentType?: string | null } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return readAnswer({ ok: true, status: 200, contentType: 'application/json', body: bytes(text), ...over });
}

function good(body: unknown): Answer {
  const answer = read(body);
  if ('fault' in answer) throw new Error(answer.fault);
  return answer;
}

describe('the contract', () => {
  it.each([
    [204, 'not_json', ''],
    [301, 'redirect', '{}'],
    [307, 'redirect', '{}'],
    [304, 'redirect', ''],
    [401, 'status', '{}'],
    [404, 'status', '{}'],
    [500, 'status', '{}'],
    [199, 'status', '{}'],
  ])('of a status: %i is %s', (status, fault, body) => {
    expect(read(body, { status })).toEqual({ fault });
  });

  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/vnd.shop.v1+json',
    'model/gltf+json',
    'APPLICATION/JSON',
  ])('takes %s', (contentType) => {
    expect(read({ a: 1 }, { contentType })).toMatchObject({ isEmpty: false });
  });

  it.each([
    null,
    '',
    'text/html',
    'text/json',
    'application/jsonp',
    'application/x-json',
    'text/plain; application/json',
    'application/+json',
  ])('refuses the type %j', (contentType) => {
    expect(read({ a: 1 }, { contentType })).toEqual({ fault: 'wrong_type' });
  });

  it.each(['[]', '[{"plan":"Pro"}]', '"text"', '7', 'true', 'null'])('wants an object, not %s', (body) => {
    expect(read(body)).toEqual({ fault: 'not_an_object' });
  });

  it.each(['', '{', '{"a":1}x', "{'a':1}", '<html>', '{"a":NaN}'])('wants JSON, not %j', (body) => {
    expect(read(body)).toEqual({ fault: 'not_json' });
  });

  it('wants less than 64 KB, counted in bytes', () => {
    const filled = (length: number) => JSON.stringify({ a: 'x'.repeat(length - 8) });
    expect(read(filled(65_535))).toMatchObject({ isEmpty: false });
    expect(read(filled(65_536))).toEqual({ fault: 'too_large' });
  });

  it('wants UTF-8', () => {
    const body = new Uint8Array([...bytes('{"a":"'), 0xff, ...bytes('"}')]);
    expect(readAnswer({ ok: true, status: 200, contentType: 'application/json', body })).toEqual({ fault: 'not_json' });
  });

  it("passes the connector's own reason on", () => {
    expect(readAnswer({ ok: false, reason: 'timeout' })).toEqual({ fault: 'timeout' });
  });

  it('reads {} as nobody, and anything else as somebody', () => {
    expect(good({}).isEmpty).toBe(true);
    expect(good({ links: [] }).isEmpty).toBe(false);
    expect(good({ plan: null }).isEmpty).toBe(false);
  });
});

describe('facts', () => {
  it('are the scalars in their own order, each with its pointer', () => {
    expect(
      good({ plan: { name: 'Pro', 'a/b~c': 1 }, tags: ['x', 'y'], ok: true, none: null }).facts.map(
        ({ path, value }) => [path, value],
      ),
    ).toEqual([
      ['/plan/name', 'Pro'],
      ['/plan/a~1b~0c', 1],
      ['/tags/0', 'x'],
      ['/tags/1', 'y'],
      ['/ok', true],
      ['/none', null],
    ]);
  });

  it('never name the machinery of objects, and never touch it', () => {
    const { facts, links, type } = good(
      '{"__proto__":{"plan":"Pro"},"constructor":{"name":"x"},"a":{"prototype":1,"b":2}}',
    );
    expect(facts.map(({ path }) => path)).toEqual(['/a/b']);
    expect([links, type]).toEqual([[], null]);
    expect(Object.hasOwn(Object.prototype, 'plan')).toBe(false);
    expect(good('{"__proto__":{"type":"admin","links":[{"label":"x","url":"https://a.example/"}]}}')).toMatchObject({
      type: null,
      links: [],
    });
  });

  it('stay within depth, number and length, whatever is sent', () => {
    const deep = ['{"a":'.repeat(9_000), '1', '}'.repeat(9_000)].join('');
    expect(good(deep).facts).toEqual([]);
    expect(good({ list: Array.from({ length: 5_000 }, (_, index) => index) }).facts).toHaveLength(500);
    expect(good({ long: 'x'.repeat(10_000), ['k'.repeat(200)]: 1 }).facts).toMatchObject([
      { path: '/long', value: 'x'.repeat(2_048) },
    ]);
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 12 })), (body) => {
        for (const { path, keys, value } of factsOf(body)) {
          expect(keys.length).toBeLessThanOrEqual(8);
          expect(
            path
              .split('/')
              .slice(1)
              .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~')),
          ).toEqual(keys);
          expect(typeof value === 'object' ? value : 'scalar').toBe(value === null ? null : 'scalar');
        }
      }),
    );
  });

  it('show a large integer as it was written, not as the nearest number', () => {
    expect(
      good(
        '{"id":12345678901234567890,"s":"12345678901234567890","f":1234567890123456.5,"n":-9999999999999999}',
      ).facts.map(({ value }) => value),
    ).toEqual(['12345678901234567890', '12345678901234567890', 1234567890123456.5, '-9999999999999999']);
  });
});

describe('links', () => {
  const links = (list: unknown) => good({ links: list }).links;

  it('come from links[] alone, with their host', () => {
    expect(links([{ label: 'View in admin', url: 'https://admin.shop.example/c/1?x=1' }])).toEqual([
      { label: 'View in admin', url: 'https://admin.shop.example/c/1?x=1', host: 'admin.shop.example' },
    ]);
    expect(good({ admin: 'https://admin.shop.example/' }).links).toEqual([]);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://a.example/',
    'blob:https://a.example/x',
    '/relative',
    '//a.example',
    'https://admin.shop.example@evil.example/',
    'https://user:pw@evil.example/',
    '',
    7,
    null,
    `https://a.example/${'x'.repeat(2_048)}`,
  ])('never lead to %j', (url) => {
    expect(links([{ label: 'x', url }])).toEqual([]);
  });

  it('show a look-alike host in ASCII, and a label without disguise', () => {
    expect(links([{ label: 'a\u202egro.elpmaxe\n<b>b</b>', url: 'https://аpple.example/' }])).toEqual([
      { label: 'agro.elpmaxe b', url: 'https://xn--pple-43d.example/', host: 'xn--pple-43d.example' },
    ]);
    expect(links([{ label: ' ', url: 'https://a.example/' }])).toMatchObject([{ label: 'a.example' }]);
    expect(links([{ label: 'x'.repeat(500), url: 'https://a.example/' }])[0]?.label).toHaveLength(80);
  });

  it('of another shape are passed over, and there are ten at most', () => {
    expect(
      links([
        null,
        'https://a.example/',
        ['x'],
        { label: 'x' },
        { url: 'https://a.example/' },
        { label: 1, url: 'https://a.example/' },
      ]),
    ).toEqual([]);
    expect(links('https://a.example/')).toEqual([]);
    expect(links(Array.from({ length: 50 }, () => ({ label: 'x', url: 'https://a.example/' })))).toHaveLength(10);
    expect(good('{"links":[{"__proto__":{"label":"x","url":"https://a.example/"}}]}').links).toEqual([]);
  });
});
