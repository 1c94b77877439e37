import { describe, expect, it } from 'vitest';
import { isIdentityEndpoint } from '../../../desk/src/apps/endpoint.js';

describe('an identity endpoint', () => {
  it.each([
    '/api/megadesk-identity',
    '/',
    '/id?app=1',
    'https://shop.example/api/identity',
    'HTTPS://shop.example',
    'http://localhost:3000/id',
    'http://127.0.0.1/id',
    'http://[::1]:8080/id',
  ])('may be %s', (text) => expect(isIdentityEndpoint(text)).toBe(true));

  it.each([
    '',
    'api/identity',
    '//evil.example/id',
    '/\\evil.example/id',
    '/\t/evil.example',
    ' /id',
    '/id#part',
    'http://shop.example/id',
    'http://localhost.evil.example/id',
    'https://user:secret@shop.example/id',
    'https://',
    'ftp://shop.example/id',
    'javascript:alert(1)',
    'data:text/plain,x',
    'https://shop.example/id#x',
    `/${'x'.repeat(3_000)}`,
  ])('may not be %j', (text) => expect(isIdentityEndpoint(text)).toBe(false));
});
