import { html } from 'hono/html';
import { PRODUCTS } from '../catalogue.mjs';
import { artwork } from './artwork.mjs';

export function homePage() {
  return {
    title: 'Packaging for small shops',
    body: html`<section class="hero">
        <h1>Packaging that leaves with the parcel and stays out of the sea.</h1>
        <p>Paper boxes, tape and cards for online shops that pack at the kitchen table. From ten pieces up.</p>
      </section>
      <section aria-labelledby="products">
        <h2 id="products">Products</h2>
        <ul class="grid">
          ${PRODUCTS.map(
            ({ name, text, price, motif }) => html`<li class="card">
              ${artwork(motif)}
              <h3>${name}</h3>
              <p>${text}</p>
              <p class="price">from ${price}</p>
            </li>`,
          )}
        </ul>
      </section>`,
  };
}
