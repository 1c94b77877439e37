/** Outlines on a 16 × 16 grid, drawn in the colour of the text around them. */
const OUTLINES = {
  shield: 'M8 1.8 13 3.7v4c0 3-2 5.3-5 6.5-3-1.2-5-3.5-5-6.5v-4L8 1.8ZM5.6 8l1.7 1.7 3.1-3.3',
  question: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4ZM6.2 6.3A1.8 1.8 0 1 1 8 8.2v.9M8 11.3v.1',
  person: 'M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8ZM3 13.6c.5-2.3 2.5-3.6 5-3.6s4.5 1.3 5 3.6',
  copy: 'M6 5.8h6.7v8H6zM3.3 10.4V2.3H10',
  check: 'm3 8.6 3.3 3.3L13 4.7',
  refresh: 'M13.3 6.3A5.6 5.6 0 0 0 3 5.6M2.7 9.7A5.6 5.6 0 0 0 13 10.4M13.5 2.8v3.6H10M2.5 13.2V9.6H6',
  warning: 'M8 2.2 14.4 13.4H1.6L8 2.2ZM8 6.4v3.2M8 11.5v.1',
  out: 'M6.5 3.5h-3v9h9v-3M9.5 2.8h3.7v3.7M13 3 7.6 8.4',
  history: 'M2.3 8a5.7 5.7 0 1 0 1.9-4.2L2.5 5.3M2.5 2.3v3h3M8 5v3.2l2.2 1.4',
} as const;

/** A decoration: the text beside it says the same. */
export function Icon({ name }: { readonly name: keyof typeof OUTLINES }) {
  return (
    <svg class={`icon ${name}`} viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false">
      <path
        d={OUTLINES[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.4"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
