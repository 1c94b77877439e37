import { ConvotError } from 'convot/protocol';
import { describe, expect, it } from 'vitest';
import { ofKind, SecretDesk, type Shown } from '../../desk/web/settings/secrets.js';
import type { AppSecret } from '../../desk/wire/index.js';
import { at } from './samples.js';

const key = (state: AppSecret['state'], value: string): AppSecret => ({
  kind: 'identity_key',
  id: `key_${value}`,
  state,
  value,
  created_at: at(0),
});

function watched() {
  const shown: Shown[] = [];
  return { shown, desk: new SecretDesk((next) => shown.push(next)) };
}

describe('the keys on the screen', () => {
  it('are shown only when asked for, and gone when hidden', async () => {
    const { shown, desk } = watched();
    await desk.show(async () => ({ secrets: [key('current', 'aa')] }));
    expect(shown.map(({ state }) => state)).toEqual(['asking', 'shown']);
    desk.hide();
    expect(shown.at(-1)).toEqual({ state: 'hidden' });
  });

  it('stay hidden when the answer comes after Hide', async () => {
    const { shown, desk } = watched();
    let answer!: (value: { secrets: AppSecret[] }) => void;
    const asking = desk.show(() => new Promise((resolve) => (answer = resolve)));
    desk.hide();
    answer({ secrets: [key('current', 'aa')] });
    await asking;
    expect(shown.at(-1)).toEqual({ state: 'hidden' });
    expect(JSON.stringify(shown)).not.toContain('aa');
  });

  it('name the failure', async () => {
    const { shown, desk } = watched();
    await desk.show(() => Promise.reject(new ConvotError('forbidden')));
    expect(shown.at(-1)).toEqual({ state: 'failed', code: 'forbidden' });
  });

  it('are told apart by kind and by whether they are the former one', () => {
    const secrets = [key('previous', 'old'), key('current', 'new')];
    expect(ofKind(secrets, 'identity_key').current?.value).toBe('new');
    expect(ofKind(secrets, 'identity_key').previous?.value).toBe('old');
    expect(ofKind(secrets, 'verification_secret')).toEqual({ current: null, previous: null });
  });
});
