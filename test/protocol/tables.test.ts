import {
  CHAT_ROUTES,
  ConvotError,
  ERROR_STATUS,
  maySee,
  TRUST_ORDER,
  trustSuffices,
  VISIBILITY,
} from 'convot/protocol';
import { describe, expect, test } from 'vitest';

describe('trust', () => {
  test('suffices for itself and for less, never for more', () => {
    for (const [above, held] of TRUST_ORDER.entries()) {
      for (const [below, needed] of TRUST_ORDER.entries()) expect(trustSuffices(held, needed)).toBe(above >= below);
    }
  });
});

describe('Law 6, visibility', () => {
  test('integrations are for Actions alone', () => {
    expect(maySee('action', 'integrations')).toBe(true);
    expect(maySee('agent', 'integrations')).toBe(false);
    expect(maySee('chatbot', 'integrations')).toBe(false);
  });

  test('userDetail and custom_data are for every window', () => {
    for (const root of ['userDetail', 'custom_data'] as const)
      expect(VISIBILITY[root]).toEqual(['agent', 'chatbot', 'action']);
  });
});

test('every code that travels has a status of an error', () => {
  for (const status of Object.values(ERROR_STATUS)) expect(status === 0 || (status >= 400 && status < 600)).toBe(true);
});

test('an error carries its code, its reason and how long to wait', () => {
  const error = new ConvotError('too_many_requests', 'Slow down.', { reason: 'push', retryAfterMs: 1_000 });
  expect(error).toMatchObject({ name: 'ConvotError', code: 'too_many_requests', reason: 'push', retryAfterMs: 1_000 });
  expect(new ConvotError('offline').message).toBe('offline');
});

test('a path cannot be left by an id', () => {
  expect(CHAT_ROUTES.messages('../../session?')).toBe('/v1/conversations/..%2F..%2Fsession%3F/messages');
});
