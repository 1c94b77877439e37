/** Outlines on a grid of 24 units. */
const PATHS = {
  back: 'M15 6l-6 6 6 6',
  close: 'M6 6l12 12M18 6L6 18',
  add: 'M12 5v14M5 12h14',
  send: 'M12 19V5M6 11l6-6 6 6',
} as const;

/** A decoration: what it stands beside or in has the name. */
export function Icon({ name }: { readonly name: keyof typeof PATHS }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

interface IconButtonProps {
  readonly name: keyof typeof PATHS;
  readonly label: string;
  readonly onClick: () => void;
}

export function IconButton({ name, label, onClick }: IconButtonProps) {
  return (
    <button type="button" class="icon" aria-label={label} onClick={onClick}>
      <Icon name={name} />
    </button>
  );
}
