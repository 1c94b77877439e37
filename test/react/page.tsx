/** @jsxImportSource react */
import { act, Fragment, type ReactNode, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { onTestFinished, vi } from 'vitest';

/** A piece of a page, rendered by React itself. */
export interface Shown {
  readonly element: HTMLElement;
  /** Renders something else in its place, and waits for its effects. */
  readonly render: (content: ReactNode) => Promise<void>;
  readonly unmount: () => Promise<void>;
}

/** What React complains of goes here, and each test ends with nothing complained of unless it expects it. */
export function complaints(): readonly unknown[][] {
  return vi.spyOn(console, 'error').mockReturnValue(undefined).mock.calls;
}

export const show = (content: ReactNode): Promise<Shown> => showIn(Fragment, content);

/** The same with each effect run twice, as in development. */
export const showStrictly = (content: ReactNode): Promise<Shown> => showIn(StrictMode, content);

async function showIn(Mode: typeof Fragment, content: ReactNode): Promise<Shown> {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const element = document.createElement('main');
  document.body.append(element);
  const root = createRoot(element);
  const render = (wanted: ReactNode) => act(async () => root.render(<Mode>{wanted}</Mode>));
  const unmount = () => act(async () => root.unmount());
  onTestFinished(async () => {
    await unmount();
    element.remove();
    vi.unstubAllGlobals();
  });
  await render(content);
  return { element, render, unmount };
}
