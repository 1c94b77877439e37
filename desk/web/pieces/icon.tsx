/** Outlines on a 20 × 20 grid, drawn in the colour of the text around them. */
const OUTLINES = {
  inbox: 'M3 11.5 5.2 4.6h9.6L17 11.5v4.3H3zM3 11.5h4l1 2h4l1-2h4',
  tickets: 'M3 5.5h14v3a1.7 1.7 0 0 0 0 3.3v3H3v-3a1.7 1.7 0 0 0 0-3.3zM12 5.5v9.3',
  contacts: 'M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM4 16.7c.5-2.9 3-4.5 6-4.5s5.5 1.6 6 4.5',
  settings: 'M3 6h8M15 6h2M3 14h2M9 14h8M13 4.2v3.6M7 12.2v3.6',
  out: 'M12 4H4v12h8M8 10h9M14 7l3 3-3 3',
  back: 'M12.5 4.5 7 10l5.5 5.5',
  send: 'M3.5 10 16.5 4l-4 12.5-3.2-5zM9.3 11.5l7.2-7.5',
  shield: 'M10 2.5 16 4.8v4.7c0 3.7-2.4 6.5-6 8-3.6-1.5-6-4.3-6-8V4.8zM7.2 10l2 2 3.8-4',
  question: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15ZM7.9 7.9A2.1 2.1 0 1 1 10 10.2v1M10 13.9v.1',
  person: 'M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM4 16.7c.5-2.9 3-4.5 6-4.5s5.5 1.6 6 4.5',
  search: 'M9 14.5A5.5 5.5 0 1 0 9 3.5a5.5 5.5 0 0 0 0 11ZM13 13l4 4',
  copy: 'M7.5 7.2H16v9.6H7.5zM4 13V3.2h8.5',
  email: 'M3 5h14v10H3zM3.5 5.5 10 11l6.5-5.5',
  attachment: 'M13.5 6.5 8 12a1.4 1.4 0 0 0 2 2l6-6a3 3 0 0 0-4.3-4.3l-6.2 6.2a4.6 4.6 0 0 0 6.5 6.5l4.5-4.5',
  spark: 'M9 3.5 10.6 8 15 9.5 10.6 11 9 15.5 7.4 11 3 9.5 7.4 8zM15.5 13.5v3.6M13.7 15.3h3.6',
  check: 'm4 10.7 4 4L16 6',
} as const;

export type IconName = keyof typeof OUTLINES;

/** A decoration: the text beside it says the same. */
export function Icon({ name, size = 20 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" width={size} height={size} aria-hidden="true" focusable="false">
      <path
        d={OUTLINES[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
