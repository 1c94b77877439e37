import { html } from 'hono/html';

/** @typedef {ReturnType<typeof html>} Markup */

/**
 * @param {{ title: string, body: Markup, customer: import('../catalogue.mjs').Customer | null, nonce: string,
 *   tags: Markup, path: string }} parts
 */
export function page({ title, body, customer, nonce, tags, path }) {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} · Papermill</title>
    <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%23a8471f'/%3E%3Cpath d='M4 12V4h5a3 3 0 0 1 0 6H6v2z' fill='%23fff'/%3E%3C/svg%3E">
    <link rel="stylesheet" href="/shop.css" nonce="${nonce}">
    ${tags}
  </head>
  <body>
    <a class="skip" href="#main">Skip to the content</a>
    <header class="bar">
      <a class="brand" href="/">Papermill</a>
      <nav aria-label="Main">
        ${link('/', 'Products', path)}
        ${customer ? link('/account', customer.name, path) : link('/login', 'Log in', path)}
        ${customer ? html`<form method="post" action="/logout"><button class="quiet">Log out</button></form>` : ''}
      </nav>
    </header>
    <main id="main">${body}</main>
    <footer class="foot">
      <p>Papermill is a demo: nothing here can be bought. Questions? The button in the corner reaches a person.</p>
    </footer>
    ${customer ? logoutScript(nonce) : ''}
  </body>
</html>`;
}

/**
 * @param {string} href
 * @param {string} text
 * @param {string} path
 */
function link(href, text, path) {
  return href === path ? html`<a href="${href}" aria-current="page">${text}</a>` : html`<a href="${href}">${text}</a>`;
}

/**
 * Lets Convot forget the customer before the form logs out. Without JavaScript the form works by itself, and Convot
 * learns of the logout from the identity endpoint.
 *
 * @param {string} nonce
 */
function logoutScript(nonce) {
  return html`<script nonce="${nonce}">
      for (const form of document.querySelectorAll('form[action="/logout"]')) {
        form.addEventListener('submit', (event) => {
          event.preventDefault();
          const tooLong = new Promise((resolve) => setTimeout(resolve, 3000));
          Promise.race([Convot.reset(), tooLong]).finally(() => form.submit());
        });
      }
    </script>`;
}
