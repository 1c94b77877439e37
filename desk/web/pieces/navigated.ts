import { createContext } from 'preact';

/** Whether somebody has navigated since the page was opened. A reference, so that nothing is drawn again for it. */
export const Navigated = createContext<{ current: boolean }>({ current: false });
