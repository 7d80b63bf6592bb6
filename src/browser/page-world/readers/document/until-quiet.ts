import { isElement, readyState } from '../../dom/dom.ts';

export interface QuietRequest {
  /** Identifies the wait: the first call with a new value starts the watch. */
  wait: number;
  quietMs: number;
  /** After this time only added and removed elements count, so repainting cannot prolong a wait. */
  restlessMs: number;
}

interface Watch {
  wait: number;
  since: number;
  quietSince: number;
  observer: MutationObserver;
}

let watch: Watch | undefined;

/** Whether the document has been parsed; images may still load. */
export const isLoaded = (): boolean => readyState() !== 'loading';

/**
 * The time (ms) without changes after which the document is quiet; 0 when it is quiet and the watch has ended. The
 * caller waits that long and calls again, so no timer of the page is needed.
 */
export function untilQuiet(_: Element[], { wait, quietMs, restlessMs }: QuietRequest): number {
  if (watch?.wait !== wait) begin(wait, restlessMs);
  const now = performance.now();
  const current = watch as Watch;
  note(current, current.observer.takeRecords(), restlessMs);
  if (!isLoaded()) current.quietSince = now;
  const left = Math.max(0, Math.ceil(current.quietSince + quietMs - now));
  if (left === 0) end();
  return left;
}

function begin(wait: number, restlessMs: number): void {
  end();
  const now = performance.now();
  const observer = new MutationObserver((records) => {
    if (watch?.observer === observer) note(watch, records, restlessMs);
  });
  watch = { wait, since: now, quietSince: now, observer };
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
}

function end(): void {
  watch?.observer.disconnect();
  watch = undefined;
}

function note(current: Watch, records: MutationRecord[], restlessMs: number): void {
  if (records.length === 0) return;
  const now = performance.now();
  const restless = now - current.since > restlessMs;
  if (!restless || records.some(({ addedNodes, removedNodes }) => [...addedNodes, ...removedNodes].some(isElement)))
    current.quietSince = now;
}
