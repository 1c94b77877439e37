/** @jsxImportSource react */
import { ConvotProvider, useConvot, useIdentify, useStatus, useUnread } from 'convot/react';
import { renderToString } from 'react-dom/server';
import { afterEach, expect, test, vi } from 'vitest';
import { complaints } from './page.js';

afterEach(() => vi.restoreAllMocks());

function Page() {
  const { open, status } = useConvot();
  useIdentify({ external_id: 'ada' });
  return (
    <button type="button" title={`${status.reason} ${useStatus().stored}`} onClick={() => open()}>
      Help ({useUnread()})
    </button>
  );
}

test('where there is no window it renders what the page renders first, and creates no client', () => {
  expect(typeof window).toBe('undefined');
  const complained = complaints();
  const create = vi.fn();
  const html = renderToString(
    <ConvotProvider create={create}>
      <Page />
    </ConvotProvider>,
  );
  expect(html).toBe('<button type="button" title="null queued">Help (<!-- -->0<!-- -->)</button>');
  expect(create).not.toHaveBeenCalled();
  expect(complained).toEqual([]);
});

test('a call while rendering there says what to do', () => {
  function Hasty() {
    useConvot().open();
    return null;
  }
  const render = () =>
    renderToString(
      <ConvotProvider create={vi.fn()}>
        <Hasty />
      </ConvotProvider>,
    );
  expect(render).toThrow(expect.objectContaining({ code: 'wrong_use' }));
});
