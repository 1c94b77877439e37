// Pasted inline: keeps calls in their order until the script is here. Every method answers with a promise.
((/** @type {{ Convot?: object }} */ page, /** @type {unknown[]} */ calls) => {
  if (page.Convot) return;
  /** @type {Record<string, unknown>} */
  const stub = { q: calls };
  page.Convot = stub;
  for (const method of 'identify update reset ready on off open close toggle show hide'.split(' ')) {
    stub[method] = (/** @type {unknown[]} */ ...args) => new Promise((done) => calls.push([method, args, done]));
  }
})(window, []);
