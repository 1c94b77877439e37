// @vitest-environment happy-dom
import { intercomOptions, intercomShim } from 'convot/shims';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RecordedClient, recordedClient } from '../client/recorded-client.js';
import { afterThisTask, warnings } from './saying.js';

interface Page {
  Intercom?: ((...call: readonly unknown[]) => void) & { booted?: boolean; q?: unknown[]; c?: (call: unknown) => void };
  intercomSettings?: unknown;
}
const page = window as unknown as Page;
const Intercom = (...call: readonly unknown[]) => page.Intercom?.(...call);

let client: RecordedClient;
let warned: () => string[];
let stop = () => {};
beforeEach(() => {
  client = recordedClient();
  warned = warnings();
});
afterEach(() => {
  stop();
  delete page.Intercom;
  delete page.intercomSettings;
  document.body.replaceChildren();
  vi.restoreAllMocks();
});

const start = () => {
  stop = intercomShim(client);
  (client.calls as unknown[]).length = 0;
};

/** What the vendor's snippet leaves until its script is there. */
function stub() {
  const calls: unknown[] = [];
  const function_ = Object.assign((...call: readonly unknown[]) => void function_.c(call), {
    q: calls,
    c: (call: unknown) => void calls.push(call),
  });
  page.Intercom = function_;
  return function_;
}

describe('boot', () => {
  test('names the person, with the proof and the facts in one patch, and shows the launcher', async () => {
    start();
    Intercom('boot', {
      app_id: 'abc12345',
      user_id: '9876',
      email: 'ada@example.com',
      user_hash: 'a1b2',
      name: 'Ada Lovelace',
      created_at: 1_234_567_890,
      phone: '+44 20 7946 0000',
      plan: 'pro',
      is_admin: true,
      trial_ends_at: null,
      missing: undefined,
    });
    await afterThisTask();
    expect(client.calls).toEqual([
      ['show'],
      [
        'identify',
        {
          external_id: '9876',
          email: 'ada@example.com',
          user_hash: 'a1b2',
          custom_data: {
            name: 'Ada Lovelace',
            created_at: 1_234_567_890,
            phone: '+44 20 7946 0000',
            plan: 'pro',
            is_admin: true,
            trial_ends_at: null,
          },
        },
      ],
    ]);
    expect(page.Intercom?.booted).toBe(true);
    expect(warned()).toEqual([]);
  });

  test('takes a numeric user_id, and an empty one for none', async () => {
    start();
    Intercom('boot', { user_id: 9876 });
    Intercom('shutdown');
    Intercom('boot', { user_id: '', email: null, user_hash: '' });
    await afterThisTask();
    expect(client.calls.filter(([method]) => method === 'identify')).toEqual([
      ['identify', { external_id: 9876, custom_data: {} }],
    ]);
  });

  test('tells a company and an avatar as facts of one level', async () => {
    start();
    Intercom('boot', {
      user_id: '1',
      company: { company_id: 'c1', name: 'Engine and Loom', monthly_spend: 99 },
      avatar: { type: 'avatar', image_url: 'https://example.com/ada.png' },
    });
    await afterThisTask();
    expect(client.calls.at(-1)).toEqual([
      'identify',
      {
        external_id: '1',
        custom_data: {
          avatar_url: 'https://example.com/ada.png',
          company_id: 'c1',
          company_name: 'Engine and Loom',
          company_monthly_spend: 99,
        },
      },
    ]);
  });

  test('leaves out what custom data cannot hold, and names each key once', async () => {
    start();
    const fields = {
      user_id: '1',
      seats: Number.NaN,
      tags: ['a'],
      address: { city: 'London' },
      companies: [{}],
      plan: 'pro',
    };
    Intercom('boot', fields);
    Intercom('update', fields);
    await afterThisTask();
    expect(client.calls.at(-1)).toEqual(['identify', { external_id: '1', custom_data: { plan: 'pro' } }]);
    expect(warned()).toEqual([
      'shim_value "companies"',
      'shim_value "seats"',
      'shim_value "tags"',
      'shim_value "address"',
    ]);
  });

  test('tells nothing of how the messenger looks, and warns of a token that only Intercom can open', async () => {
    start();
    Intercom('boot', {
      app_id: 'abc12345',
      api_base: 'https://api-iam.intercom.io',
      alignment: 'left',
      vertical_padding: 20,
      action_color: '#fff',
      language_override: 'fr',
      intercom_user_jwt: 'ey.ey.x',
    });
    await afterThisTask();
    expect(client.calls).toEqual([['show']]);
    expect(warned()).toEqual(['shim_command intercom_user_jwt']);
  });
});

describe('until it has booted', () => {
  test('the launcher is hidden', () => {
    stop = intercomShim(client);
    expect(client.calls).toEqual([['hide']]);
  });

  test('settings with an app_id boot it', async () => {
    page.intercomSettings = { app_id: 'abc12345', email: 'ada@example.com' };
    stop = intercomShim(client);
    await afterThisTask();
    expect(client.calls).toEqual([['show'], ['identify', { email: 'ada@example.com', custom_data: {} }]]);
  });
});

describe('update', () => {
  test('alone tells nothing', async () => {
    start();
    Intercom('update');
    await afterThisTask();
    expect(client.calls).toEqual([]);
  });

  test('changes facts of whoever was named', async () => {
    start();
    Intercom('boot', { user_id: '1' });
    await afterThisTask();
    Intercom('update', { name: 'Inigo Montoya' });
    await afterThisTask();
    expect(client.calls.at(-1)).toEqual(['update', { name: 'Inigo Montoya' }]);
  });

  test('adds an address to an id without losing the id or its proof', async () => {
    start();
    Intercom('boot', { user_id: '1', user_hash: 'signs-1' });
    await afterThisTask();
    Intercom('update', { email: 'ada@example.com' });
    await afterThisTask();
    const both = { external_id: '1', email: 'ada@example.com', user_hash: 'signs-1', custom_data: {} };
    expect(client.calls.at(-1)).toEqual(['identify', both]);
  });

  test('that names an id drops the proof that signed the address', async () => {
    start();
    Intercom('boot', { email: 'ada@example.com', user_hash: 'signs-ada' });
    await afterThisTask();
    Intercom('update', { user_id: '1' });
    await afterThisTask();
    expect(client.calls.at(-1)).toEqual(['identify', { external_id: '1', email: 'ada@example.com', custom_data: {} }]);
  });

  test('that names somebody else carries nothing of the one before', async () => {
    start();
    Intercom('boot', { user_id: '1', email: 'ada@example.com', user_hash: 'signs-1', plan: 'pro' });
    Intercom('update', { user_id: '2', plan: 'free' });
    await afterThisTask();
    expect(client.calls.slice(1)).toEqual([
      ['identify', { external_id: '1', email: 'ada@example.com', user_hash: 'signs-1', custom_data: { plan: 'pro' } }],
      ['identify', { external_id: '2', custom_data: { plan: 'free' } }],
    ]);
  });

  test('hides and shows the launcher', () => {
    start();
    Intercom('update', { hide_default_launcher: true });
    Intercom('update', { hide_default_launcher: false });
    Intercom('update', {});
    expect(client.calls).toEqual([['hide'], ['show']]);
  });
});

test('facts told before anybody was named are told again with the name', async () => {
  start();
  Intercom('boot', { source: 'pricing' });
  await afterThisTask();
  Intercom('update', { user_id: '1', plan: 'pro' });
  await afterThisTask();
  expect(client.calls.slice(1)).toEqual([
    ['update', { source: 'pricing' }],
    ['identify', { external_id: '1', custom_data: { source: 'pricing', plan: 'pro' } }],
  ]);
});

test('shutdown ends the person and hides the chat; what was told before it goes out before it', async () => {
  start();
  Intercom('boot', { user_id: '1', plan: 'pro' });
  Intercom('shutdown');
  Intercom('update', { plan: 'free' });
  await afterThisTask();
  expect(client.calls).toEqual([
    ['show'],
    ['close'],
    ['hide'],
    ['identify', { external_id: '1', custom_data: { plan: 'pro' } }],
    ['reset'],
    ['update', { plan: 'free' }],
  ]);
  expect(page.Intercom?.booted).toBe(false);
});

describe('ready', () => {
  const readied = () => client.calls.filter(([method]) => method === 'ready');

  test('is heard once it has booted, after what was told with that', async () => {
    start();
    const [early, late] = [vi.fn(), vi.fn()];
    Intercom('ready', early);
    Intercom('ready', 'no function');
    await afterThisTask();
    expect(readied()).toEqual([]);
    Intercom('boot', { user_id: '1' });
    await afterThisTask();
    expect(early).toHaveBeenCalledOnce();
    expect(client.calls.slice(-2).map(([method]) => method)).toEqual(['identify', 'ready']);
    Intercom('ready', late);
    await afterThisTask();
    expect([early, late].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });

  test('is not heard after a shutdown, until it boots again', async () => {
    start();
    const heard = vi.fn();
    Intercom('boot');
    Intercom('shutdown');
    Intercom('ready', heard);
    await afterThisTask();
    expect(heard).not.toHaveBeenCalled();
    Intercom('boot');
    await afterThisTask();
    expect(heard).toHaveBeenCalledOnce();
  });
});

test.each([
  ['show', 'open'],
  ['showMessages', 'open'],
  ['showNewMessage', 'open'],
  ['showSpace', 'open'],
  ['hide', 'close'],
])('%s calls %s()', (command, method) => {
  start();
  Intercom(command, 'whatever');
  expect(client.calls).toEqual([[method]]);
});

test('listeners hear the chat open and close, and the number of unread messages', () => {
  start();
  const [shown, hidden, counted] = [vi.fn(), vi.fn(), vi.fn()];
  Intercom('onShow', shown);
  Intercom('onHide', hidden);
  Intercom('onUnreadCountChange', counted);
  Intercom('onHide', 'no function');
  client.emit('open');
  client.emit('unread', 3);
  client.emit('close');
  expect([shown, hidden, counted].map(({ mock }) => mock.calls.length)).toEqual([1, 1, 1]);
  expect(counted).toHaveBeenCalledWith(3);
});

test.each(['trackEvent', 'getVisitorId', 'startTour', 'showArticle', 'onUserEmailSupplied', 'toString'])(
  '%s has no counterpart: told once, answered with nothing',
  (command) => {
    start();
    expect(page.Intercom?.(command, 1)).toBeUndefined();
    Intercom(command, 2);
    expect(warned()).toEqual([`shim_command "${command}"`]);
    expect(client.calls).toEqual([]);
  },
);

test.each([[], [null], [{}], [Symbol('x')], ['boot', 'text'], ['update', null], ['boot', { user_id: {} }]])(
  'wrong use (%#) is no exception',
  async (...call) => {
    start();
    expect(() => Intercom(...call)).not.toThrow();
    await afterThisTask();
    expect(client.calls.filter(([method]) => method !== 'show')).toEqual([]);
  },
);

test('calls that its stub kept come first and in their order; a kept stub goes on working', async () => {
  const kept = stub();
  kept('boot', { user_id: '1', hide_default_launcher: true });
  kept('update', { plan: 'pro' });
  kept('show');
  stop = intercomShim(client);
  kept('hide');
  await afterThisTask();
  expect(client.calls).toEqual([
    ['hide'],
    ['show'],
    ['hide'],
    ['open'],
    ['close'],
    ['identify', { external_id: '1', custom_data: { plan: 'pro' } }],
  ]);
});

test('a launcher of the page opens the chat, also one that comes later', () => {
  start();
  Intercom('boot', { custom_launcher_selector: '.help' });
  document.body.innerHTML = '<button class="help"><b>Help</b></button><button>Other</button>';
  (document.querySelector('b') as HTMLElement).click();
  (document.querySelector('button:not(.help)') as HTMLElement).click();
  expect(client.calls.filter(([method]) => method === 'open')).toHaveLength(1);
  Intercom('boot', { custom_launcher_selector: '!!' });
  expect(warned()).toEqual(['shim_value custom_launcher_selector']);
});

test('what stops it gives the function back and listens no more', () => {
  const kept = stub();
  start();
  const shown = vi.fn();
  Intercom('onShow', shown);
  stop();
  client.emit('open');
  expect(page.Intercom).toBe(kept);
  expect(shown).not.toHaveBeenCalled();
});

test('settings and queued boots say where the chat opens, in which language and colours', () => {
  page.intercomSettings = { app_id: 'a', alignment: 'left', theme_mode: 'system' };
  expect(intercomOptions()).toEqual({ position: 'left', theme: 'auto' });
  stub()('boot', { language_override: 'pt_BR', alignment: 'right' });
  expect(intercomOptions()).toEqual({ locale: 'pt-BR', theme: 'auto' });
  page.intercomSettings = 'nonsense';
  stub()('boot', { language_override: '??' });
  expect(intercomOptions()).toEqual({});
});
