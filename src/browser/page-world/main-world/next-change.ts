/**
 * Resolves on the first change of the document, or after `maxMs` without one. Runs in the main world, where a call can
 * return a promise. The caller needs a timeout too, since the page may have replaced its timers.
 */
export function nextChange(maxMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const events = ['transitionend', 'animationend', 'load', 'resize', 'input'] as const;
    const done = (changed: boolean) => {
      observer.disconnect();
      clearTimeout(timer);
      for (const event of events) window.removeEventListener(event, onEvent, true);
      resolve(changed);
    };
    const onEvent = () => done(true);
    const observer = new MutationObserver(() => done(true));
    const timer = setTimeout(() => done(false), maxMs);
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    for (const event of events) window.addEventListener(event, onEvent, true);
  });
}
