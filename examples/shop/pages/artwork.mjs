import { html, raw } from 'hono/html';

/** Drawings of the products: flat shapes in the shop's colours, so that the demo needs no image files. */
const MOTIFS = {
  box: '<path class="b" d="M40 66 100 40l60 26v52l-60 28-60-28z"/><path class="c" d="M40 66l60 27 60-27-60-26z"/><path class="a" d="M92 89.5V146l8 4V93z"/><path class="l" d="M68 53l61 27v17"/>',
  tissue:
    '<path class="c" d="M44 52 128 34l28 74-84 32z"/><path class="b" d="M52 66l84-18 20 76-86 16z"/><path class="a" d="M60 82l84-14 8 72-88 6z"/><path class="l" d="M74 92l60-8M76 106l62-8M78 120l60-7"/>',
  tape: '<circle class="b" cx="96" cy="92" r="52"/><circle class="c" cx="96" cy="92" r="30"/><circle class="p" cx="96" cy="92" r="20"/><path class="a" d="M96 144h70v-14l-8 4-6-5-6 5-6-5-4 4V132q-18 12-40 12z"/>',
  card: '<rect class="b" x="38" y="48" width="112" height="80" rx="4" transform="rotate(-6 94 88)"/><rect class="c" x="52" y="58" width="112" height="80" rx="4"/><path class="a" d="M108 118c-26-18-22-38-10-38 6 0 10 6 10 10 0-4 4-10 10-10 12 0 16 20-10 38z"/>',
  stickers:
    '<rect class="c" x="44" y="36" width="112" height="112" rx="6"/><circle class="a" cx="74" cy="66" r="17"/><circle class="b" cx="126" cy="66" r="17"/><rect class="b" x="58" y="100" width="32" height="32" rx="6"/><path class="a" d="M126 98l6 12 13 2-9.5 9 2.3 13-11.8-6.3-11.8 6.3 2.3-13-9.5-9 13-2z"/>',
  envelope:
    '<rect class="b" x="36" y="54" width="128" height="84" rx="6"/><path class="c" d="M36 60q0-6 6-6h116q6 0 6 6l-64 46z"/><path class="l" d="M54 122h36M54 112h22"/><rect class="a" x="130" y="108" width="22" height="18" rx="2"/>',
};

/** @typedef {keyof typeof MOTIFS} Motif */

/** @param {Motif} motif */
export function artwork(motif) {
  return html`<svg class="artwork" viewBox="0 0 200 180" aria-hidden="true">${raw(MOTIFS[motif])}</svg>`;
}
