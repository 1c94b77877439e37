/** What other scripts of a page have done to its language before ours comes. */
export const HOSTILE_SCRIPTS: Readonly<Record<string, string>> = {
  'wraps fetch, timers and listeners, and passes on no other `this` than its own': `
    const { fetch, setTimeout, requestIdleCallback } = window;
    window.fetch = function (input, init) {
      if (this !== undefined && this !== window) throw new TypeError('Illegal invocation');
      const options = {};
      for (const name in init) options[name] = init[name];
      return fetch(input, options).then((answer) => { window.lastAnswer = answer.status; return answer; });
    };
    window.setTimeout = (work, ms) => setTimeout(() => work(), ms);
    window.requestIdleCallback = (work) => requestIdleCallback(() => work());
    const { addEventListener } = EventTarget.prototype;
    EventTarget.prototype.addEventListener = function (name, listener, options) {
      const wrapped = typeof listener === 'function' ? function (event) { return listener.call(this, event); } : listener;
      return addEventListener.call(this || window, name, wrapped, options);
    };`,

  'has put toJSON on everything, and wrapped JSON': `
    for (const { prototype } of [String, Number, Boolean, Date, Array, Object]) {
      prototype.toJSON = function () { return '"' + this + '"'; };
    }
    const { stringify, parse } = JSON;
    window.JSON = { stringify: (...given) => stringify(...given), parse: (...given) => parse(...given) };`,

  'has made every prototype longer, so that for…in meets it': `
    for (const { prototype } of [Object, Array, Function, String, Promise, Map, Set]) {
      prototype.each = function () { throw new Error('each'); };
      prototype.extra = 'extra';
    }`,

  'has a Promise of its own that knows the old methods alone': `
    const Native = Promise;
    const unwrap = (value) => (value instanceof Old ? value.inner : value);
    function Old(run) { this.inner = new Native(run); }
    Old.prototype.then = function (done, failed) { return new Old((resolve) => resolve(this.inner.then(done, failed))); };
    Old.prototype.catch = function (failed) { return this.then(undefined, failed); };
    Old.resolve = (value) => new Old((resolve) => resolve(unwrap(value)));
    Old.reject = (reason) => new Old((_, reject) => reject(reason));
    Old.all = (all) => new Old((resolve) => resolve(Native.all(Array.from(all, unwrap))));
    Old.race = (all) => new Old((resolve) => resolve(Native.race(Array.from(all, unwrap))));
    window.Promise = Old;`,

  'follows every promise, as zones do': `
    const { then } = Promise.prototype;
    Promise.prototype.then = function (done, failed) {
      return then.call(this, done && ((value) => done(value)), failed && ((reason) => failed(reason)));
    };
    window.Promise = class Zoned extends Promise {};`,

  'has frozen every prototype': `
    for (const { prototype } of [Object, Array, Function, Promise, Error, String, Map, Set]) Object.freeze(prototype);`,

  'is full of loaders’ names and one-letter globals': `
    window.define = Object.assign(() => {}, { amd: {} });
    window.module = { exports: {} };
    window.exports = window.module.exports;
    for (const name of 'abcdefghijklmnopqrstuvwxyz_$') window[name] = () => { throw new Error(name); };`,

  'runs in a browser without some newer parts': `
    window.requestIdleCallback = undefined;
    delete window.structuredClone;
    delete Crypto.prototype.randomUUID;
    delete Navigator.prototype.sendBeacon;
    Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });`,
};

const DENIED = `throw new DOMException('The operation is insecure.', 'SecurityError')`;

/** A browser that keeps nothing for a page, each in the way of another browser or setting. */
export const BROKEN_STORES: Readonly<Record<string, string>> = {
  'is missing': `Object.defineProperty(window, 'indexedDB', { value: undefined });`,
  'may not be touched, nor web storage': `
    for (const name of ['indexedDB', 'localStorage', 'sessionStorage']) {
      Object.defineProperty(window, name, { get() { ${DENIED}; } });
    }`,
  'may not be opened': `IDBFactory.prototype.open = () => { ${DENIED}; };`,
  'holds what a later version wrote': `
    const { open } = IDBFactory.prototype;
    IDBFactory.prototype.open = function (name, version) {
      const later = open.call(this, name, 99);
      later.onsuccess = () => later.result.close();
      return open.call(this, name, version);
    };`,
  'never answers': `IDBFactory.prototype.open = () => new EventTarget();`,
};
