import type { ComponentChildren } from 'preact';
import { useContext, useEffect, useRef } from 'preact/hooks';
import { Navigated } from './navigated.js';

interface HeadingProps {
  readonly children: ComponentChildren;
  /** Whether its part of the screen is the one that somebody navigated to. Default `true`. */
  readonly isPlace?: boolean;
  /** Shown to screen readers alone, where the eye sees the name already. */
  readonly isUnseen?: boolean;
}

/** A screen's heading: takes the focus when somebody navigated to the screen, not when the page was opened at it. */
export function Heading({ children, isPlace = true, isUnseen = false }: HeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const navigated = useContext(Navigated);
  useEffect(() => {
    if (isPlace && navigated.current) heading.current?.focus({ preventScroll: true });
  }, [isPlace]);
  return (
    <h1 ref={heading} tabIndex={-1} class={isUnseen ? 'unseen' : undefined}>
      {children}
    </h1>
  );
}
