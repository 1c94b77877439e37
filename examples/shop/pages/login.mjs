import { html } from 'hono/html';
import { CUSTOMERS } from '../catalogue.mjs';

export function loginPage() {
  return {
    title: 'Log in',
    body: html`<section class="narrow">
        <h1>Log in</h1>
        <p>The demo has two customers and no passwords.</p>
        <ul class="logins">
          ${Object.entries(CUSTOMERS).map(
            ([login, { name, company, plan }]) => html`<li class="card">
              <div>
                <h2>${name}</h2>
                <p>${company}, <span class="plan">${plan}</span></p>
              </div>
              <form method="post" action="/login">
                <button name="customer" value="${login}">Log in as ${name.split(' ')[0]}</button>
              </form>
            </li>`,
          )}
        </ul>
      </section>`,
  };
}
