import { expect, test } from 'vitest';
import { reachByEnvironment, shownRequest } from '../../../desk/src/outgoing/index.js';

function reach(value: string | undefined) {
  const lines: string[] = [];
  return { reach: reachByEnvironment({ CONVOT_ALLOW_LOOPBACK: value }, (line) => lines.push(line)), lines };
}

test('loopback is called only where the environment says 1, and then the log says so loudly', () => {
  expect(reach('1')).toEqual({
    reach: 'public_or_loopback',
    lines: [expect.stringMatching(/^WARNING: .*LOOPBACK=1.*HTTP/)],
  });
  for (const value of [undefined, '', '0']) expect(reach(value)).toEqual({ reach: 'public', lines: [] });
});

test.each(['true', 'yes', '2', ' 1'])('%j is no setting: public addresses alone, and the log says why', (value) => {
  expect(reach(value)).toEqual({ reach: 'public', lines: [expect.stringMatching(/neither 0 nor 1/)] });
});

test('a request is shown as it is sent, and what may be secret is masked', () => {
  const shown = shownRequest({
    url: 'https://api.example.com/support-context?app=1&id=acct_1',
    method: 'POST',
    headers: {
      Authorization: 'Bearer secret-token',
      'Content-Type': 'application/json',
      'Convot-Signature': 't=1,v1=secret',
      'X-Api-Key': 'secret-key',
      Cookie: 'secret-cookie',
    },
    body: '{"id":"acct_1"}',
    expect: 'json',
  });
  expect(shown).toEqual({
    method: 'POST',
    url: 'https://api.example.com/support-context?app=1&id=acct_1',
    headers: [
      ['Host', 'api.example.com'],
      ['User-Agent', 'Convot'],
      ['Accept', 'application/json'],
      ['Accept-Encoding', 'identity'],
      ['Content-Length', '15'],
      ['Authorization', 'Bearer ••••••••'],
      ['Content-Type', 'application/json'],
      ['Convot-Signature', '••••••••'],
      ['X-Api-Key', '••••••••'],
      ['Cookie', '••••••••'],
    ],
    body: '{"id":"acct_1"}',
  });
  expect(
    JSON.stringify(shownRequest({ url: 'https://a.co', headers: { Authorization: 'secret-token' } })),
  ).not.toContain('secret');
});

test('what would not be sent is not shown', () => {
  expect(shownRequest({ url: 'not an address' })).toBeNull();
  expect(shownRequest({ url: 'https://u:p@api.example.com/' })).toBeNull();
  expect(shownRequest({ url: 'https://api.example.com/', headers: { Host: 'x' } })).toBeNull();
});
