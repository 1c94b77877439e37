import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { customerContextTexts as own } from '../../locales/lookups-en.js';

/**
 * Keeps somebody from losing what they entered: a link or the browser's Back asks first, closing the tab lets the
 * browser ask. Stay is the answer of Escape.
 */
export function UnsavedGuard({ isDirty }: { readonly isDirty: boolean }) {
  const { route } = useLocation();
  const dialog = useRef<HTMLDialogElement>(null);
  const leaving = useRef<() => void>(() => undefined);
  const id = useId();
  // Before the next click, not some time after the drawing.
  useLayoutEffect(() => {
    if (!isDirty) return;
    const stop = new AbortController();
    const ask = (leave: () => void) => {
      leaving.current = leave;
      if (!dialog.current?.open) dialog.current?.showModal();
    };
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element && event.target.closest('a[href]');
      if (!(link instanceof HTMLAnchorElement) || !isWithinPage(link, event)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(() => route(link.pathname + link.search));
    };
    const here = location.href;
    const onBack = (event: PopStateEvent) => {
      const there = location.pathname + location.search;
      event.stopImmediatePropagation();
      history.pushState(null, '', here);
      ask(() => route(there));
    };
    const options = { capture: true, signal: stop.signal };
    addEventListener('click', onClick, options);
    addEventListener('popstate', onBack, options);
    addEventListener('beforeunload', (event) => event.preventDefault(), options);
    return () => stop.abort();
  }, [isDirty]);
  const leave = () => {
    dialog.current?.close();
    leaving.current();
  };
  return (
    <dialog ref={dialog} aria-labelledby={`${id}-title`} aria-describedby={`${id}-body`}>
      <h2 id={`${id}-title`}>{own.leave_title}</h2>
      <p id={`${id}-body`}>{own.leave_body}</p>
      <div class="form-foot">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {own.stay}
        </button>
        <button type="button" class="button danger" onClick={leave}>
          {own.leave}
        </button>
      </div>
    </dialog>
  );
}

/** A link that another tab or site takes loses nothing here. */
function isWithinPage(link: HTMLAnchorElement, event: MouseEvent): boolean {
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  const isOther = link.pathname !== location.pathname || link.search !== location.search;
  return isPlain && isOther && link.origin === location.origin && (link.target === '' || link.target === '_self');
}
