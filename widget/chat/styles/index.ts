import { type Theme, themed } from '../launcher.theme.js';
import controls from './controls.css';
import frame from './frame.css';
import thread from './thread.css';

/** The messenger's style sheets, made when a chat is mounted. */
export function styleSheets(theme: Theme | undefined): CSSStyleSheet[] {
  return [frame, controls, thread].map((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(themed(css, theme));
    return sheet;
  });
}
