import { html } from 'hono/html';

/** @param {import('../catalogue.mjs').Customer | null} customer */
export function accountPage(customer) {
  if (!customer) throw new TypeError('The account page is for customers who are logged in.');
  const { name, email, company, plan, shopifyDomain, trialEndsAt, orders } = customer;
  return {
    title: 'Your account',
    body: html`<section class="account">
        <div class="title">
          <h1>${name}</h1>
          <p>${company}, <span class="plan">${plan}</span></p>
        </div>
        <dl class="facts">
          <div><dt>Email</dt><dd>${email}</dd></div>
          <div><dt>Shop</dt><dd>${shopifyDomain}</dd></div>
          ${trialEndsAt ? html`<div><dt>Trial of Pro</dt><dd>until ${trialEndsAt}</dd></div>` : ''}
        </dl>
        <h2>Orders</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Orders">
          <table>
            <thead><tr><th scope="col">Number</th><th scope="col">Placed</th><th scope="col">What</th><th scope="col">State</th></tr></thead>
            <tbody>
              ${orders.map(
                ({ number, placed, items, state }) =>
                  html`<tr><th scope="row">${number}</th><td>${placed}</td><td>${items}</td><td>${state}</td></tr>`,
              )}
            </tbody>
          </table>
        </div>
      </section>`,
  };
}
