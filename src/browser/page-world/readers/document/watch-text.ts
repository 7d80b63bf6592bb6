import type { TextMatch } from '../../../../contract/index.ts';
import { now } from '../../dom/clock.ts';
import type { FoundText } from '../../text/find-text.ts';
import { showsText } from './shows-text.ts';

export interface TextToWatch {
  wanted: string;
  match: TextMatch;
  /** Identifies the watch: a higher number ends those before it, 0 only looks. */
  watch: number;
}

export interface WatchedText extends FoundText {
  /** The same for all looks at one document. */
  document: string;
  /** The moments at which the text appeared or went away since the first look of this watch, oldest first. */
  changes: TextChange[];
}

export interface TextChange {
  /** Milliseconds since 1970, by the browser's clock. */
  at: number;
  shown: boolean;
}

/** The text of a large page costs some milliseconds to read: between two looks, at least this time and what four looks cost. */
const PAUSE_MS = 20;
const COST_FACTOR = 4;
const MAX_CHANGES = 50;

interface Watch {
  watch: number;
  shown: boolean;
  changes: TextChange[];
  askedAt: number;
  end: () => void;
}

/** Without a look for this time, a watch ends: the step that began it has ended. */
const UNASKED_MS = 60_000;

/** Of this document. The script that begins a watch with the document shares it with the engine that is asked for it. */
interface Here {
  document: string;
  watches: Map<string, Watch>;
}
const KEY = Symbol.for('rote.watched-texts');
const shared = globalThis as { [KEY]?: Here };
const here = (): Here => (shared[KEY] ??= { document: Math.random().toString(36).slice(2), watches: new Map() });

/**
 * Looks for a text, and keeps looking after every change of the document, so that a message is seen that is gone before
 * anyone asks again. Changes inside shadow roots wake no look.
 */
export function watchText(_: Element[], { wanted, match, watch }: TextToWatch): WatchedText {
  const { document, watches } = here();
  const look = () => showsText([], { wanted, match });
  const found = look();
  if (watch === 0) return { ...found, document, changes: [] };
  for (const [text, other] of watches) {
    if (other.watch >= watch) continue;
    other.end();
    watches.delete(text);
  }
  const text = `${match} ${wanted}`;
  const known = watches.get(text);
  if (known === undefined)
    watches.set(
      text,
      begin(watch, found.found, () => look().found),
    );
  else note(known, found.found);
  if (known !== undefined) known.askedAt = now();
  return { ...found, document, changes: known?.changes ?? [] };
}

/** Begins a watch in a document that has just been created: nothing is shown yet. */
export function watchFromStart({ wanted, match, watch }: TextToWatch): void {
  here().watches.set(
    `${match} ${wanted}`,
    begin(watch, false, () => showsText([], { wanted, match }).found),
  );
}

function note(watch: Watch, shown: boolean): void {
  if (watch.shown === shown) return;
  watch.shown = shown;
  if (watch.changes.length < MAX_CHANGES) watch.changes.push({ at: now(), shown });
}

function begin(watch: number, shown: boolean, look: () => boolean): Watch {
  let due: ReturnType<typeof setTimeout> | undefined;
  let pauseMs = 0;
  const observer = new MutationObserver(() => {
    due ??= setTimeout(() => {
      due = undefined;
      const before = now();
      if (before - begun.askedAt > UNASKED_MS) begun.end();
      else note(begun, look());
      pauseMs = Math.max(PAUSE_MS, (now() - before) * COST_FACTOR);
    }, pauseMs);
  });
  const begun: Watch = {
    watch,
    shown,
    changes: [],
    askedAt: now(),
    end: () => {
      observer.disconnect();
      clearTimeout(due);
    },
  };
  observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  return begun;
}
