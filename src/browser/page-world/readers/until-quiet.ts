import { isElement, readyState } from '../dom/dom.ts';

export interface QuietRequest {
  /** Names one wait: the first question of a wait begins the watch. */
  wait: number;
  quietMs: number;
  /** After this only elements that come or go count: what merely repaints holds nobody up for longer. */
  restlessMs: number;
}

interface Watch {
  wait: number;
  since: number;
  quietSince: number;
  observer: MutationObserver;
}

let watch: Watch | undefined;

/** Whether the document is there, as far as it goes without pictures. */
export const isLoaded = (): boolean => readyState() !== 'loading';

/**
 * How long (ms) nothing more may change until the document counts as quiet; 0: it is quiet, and the watch has ended. Whoever asks waits that
 * long and asks again, so that no timer of the page is needed.
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
