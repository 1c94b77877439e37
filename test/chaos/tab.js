// What a tab of a round does, as a customer's own script would, and what it tells whoever watches the round.
(async () => {
  /** @type {import('./site.js').TabBrief} */
  const { app, claim, steps, life, tab } = JSON.parse(document.getElementById('brief')?.textContent ?? '');
  const socket = new WebSocket(`ws://${location.host}/`);
  /** @type {string[]} */
  const unsent = [];

  /** @param {import('./site.js').Report} report */
  function tell(report) {
    const text = JSON.stringify({ life, tab, ...report });
    if (socket.readyState === WebSocket.OPEN) socket.send(text);
    else unsent.push(text);
  }
  socket.onopen = () => {
    for (const text of unsent.splice(0)) socket.send(text);
  };
  // All that this browser keeps for this round's app.
  socket.onmessage = async () => {
    const found = [];
    for (const { name = '' } of await indexedDB.databases()) if (name.includes(app)) found.push(await contents(name));
    tell({ what: 'disk', text: JSON.stringify(found) });
  };

  /** @param {string} name @returns {Promise<unknown[]>} */
  async function contents(name) {
    const database = await result(indexedDB.open(name));
    const found = [name];
    for (const store of database.objectStoreNames) {
      found.push(await result(database.transaction(store).objectStore(store).getAll()));
    }
    database.close();
    return found;
  }

  /** @template T @param {IDBRequest<T>} request @returns {Promise<any>} */
  function result(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  /** @param {Extract<import('./plan.js').Step, { do: 'patch' }>} step */
  async function patch({ patch, claims, isLarge }) {
    tell({ what: 'called', patch });
    const custom_data = {
      [`p${patch}`]: patch,
      [`tab${life}_${tab}`]: patch,
      life,
      ...(isLarge && { large: 'x'.repeat(2_000), larger: 'y'.repeat(2_000) }),
    };
    const receipt = await (claims ? Convot.identify({ ...claim, custom_data }) : Convot.update(custom_data));
    tell({ what: 'stored', patch, as: receipt.stored });
    ends.push(receipt.settled.then(({ status, code }) => tell({ what: 'settled', patch, status, code })));
  }

  function reset() {
    tell({ what: 'reset' });
    return Convot.reset().then(() => tell({ what: 'ended' }));
  }

  /** @type {Promise<void>[]} */
  const ends = [];
  const { Convot } = window;
  Convot.on('discarded', ({ count }) => tell({ what: 'discarded', count }));
  Convot.on('error', ({ code }) => tell({ what: 'error', code }));
  tell({ what: 'loading' });
  const calls = [];
  for (const step of steps) {
    const call = step.do === 'reset' ? reset() : patch(step);
    calls.push(call);
    if (step.do === 'patch' && step.waits) await call;
    if (step.thenMs > 0) await new Promise((resolve) => setTimeout(resolve, step.thenMs));
  }
  await Promise.all(calls);
  await Promise.all(ends);
  tell({ what: 'done' });
})();
