/** @jsxImportSource react */
// @vitest-environment happy-dom
import { ConvotProvider, useConvotEvent, useIdentify } from 'convot/react';
import { Activity } from 'react';
import { expect, test, vi } from 'vitest';
import { type RecordedClient, recordedClient } from '../client/recorded-client.js';
import { show } from './page.js';

test('a provider that is hidden and shown again has a new client, which is told everything anew', async () => {
  const made: RecordedClient[] = [];
  const create = () => {
    made.push(recordedClient());
    return made.at(-1) as RecordedClient;
  };
  const heard = vi.fn();
  function Child() {
    useIdentify({ external_id: 'ada' });
    useConvotEvent('open', heard);
    return null;
  }
  const page = (mode: 'visible' | 'hidden') => (
    <Activity mode={mode}>
      <ConvotProvider create={create}>
        <Child />
      </ConvotProvider>
    </Activity>
  );
  const { render } = await show(page('visible'));
  await render(page('hidden'));
  await render(page('visible'));
  expect(made.map(({ calls }) => calls.map(([method]) => method))).toEqual([['identify', 'destroy'], ['identify']]);
  made[0]?.emit('open');
  made[1]?.emit('open');
  expect(heard).toHaveBeenCalledOnce();
});
