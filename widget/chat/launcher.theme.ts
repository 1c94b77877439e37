/** How the widget looks. `auto` follows the visitor's system. */
export type Theme = 'light' | 'dark' | 'auto';

/** A style sheet's text with its dark half always on or off, or with the system's setting. */
export function themed(css: string, theme: Theme | undefined): string {
  if (theme !== 'light' && theme !== 'dark') return css;
  const media = theme === 'dark' ? '@media all' : '@media not all';
  return css.replace(/@media ?\(prefers-color-scheme: ?dark\)/g, media).replace(/light dark/g, theme);
}
