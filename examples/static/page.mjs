import { createClient, memoryStore } from 'convot';
import { memory, memoryDesk } from 'convot/adapters/memory';
import { mountLauncher } from 'convot/launcher';

const desk = memoryDesk({
  agentName: 'Script',
  reply: (text) => `You wrote ${text.length} characters. A real desk would have a person here.`,
});

const convot = createClient({
  adapter: memory({ app: 'static-demo', desk }),
  chat: () => import('convot/chat'),
  store: memoryStore(),
});
mountLauncher(convot);

const form = /** @type {HTMLFormElement} */ (document.getElementById('identify'));
const status = /** @type {HTMLElement} */ (document.getElementById('status'));
const values = /** @type {HTMLElement} */ (document.getElementById('values'));

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const fields = new FormData(form);
  const text = (/** @type {string} */ name) => String(fields.get(name));
  const externalId = text('external_id');
  const custom_data = { [text('key')]: text('value') };
  const { settled } = await convot.identify({ external_id: externalId, custom_data });
  const { status: outcome, refused } = await settled;
  const names = refused.map(({ key, code }) => `${key || 'the empty key'} (${code})`);
  status.textContent = `${externalId}: ${outcome}${names.length > 0 ? `, without ${names.join(', ')}` : ''}.`;
  show(externalId);
});

document.getElementById('reset')?.addEventListener('click', async () => {
  await convot.reset();
  status.textContent = 'Nobody is identified.';
  values.replaceChildren();
});

/** @param {string} externalId */
function show(externalId) {
  const stored = Object.entries(desk.stored({ kind: 'external_id', value: externalId }));
  values.replaceChildren(...stored.flatMap(([key, value]) => [element('dt', key), element('dd', String(value))]));
}

/**
 * @param {string} name
 * @param {string} text
 */
function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
