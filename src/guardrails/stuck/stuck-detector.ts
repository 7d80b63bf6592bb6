import type { GuardrailSettings } from '../../contract/index.ts';
import { pageKey } from '../url/page-url.ts';
import { stuckMessage } from './stuck-message.ts';
import { type StuckAction, stuckSignature } from './stuck-signature.ts';
import type { StuckLevel, StuckReason, StuckVerdict } from './stuck-verdict.ts';

export interface StuckDetector {
  /** Records every finished action, in order; returns what the agent should read about it. Never throws. */
  record(action: StuckAction): StuckVerdict;
}

type StuckSettings = Pick<
  GuardrailSettings,
  | 'stuck_window_size'
  | 'stuck_repeat_hint'
  | 'stuck_repeat_warn'
  | 'stuck_repeat_stop'
  | 'stuck_cycle_max_length'
  | 'stuck_cycle_repeats'
  | 'stuck_revisit_gap'
  | 'stuck_failure_cluster_window'
  | 'stuck_failure_cluster_threshold'
>;

const LEVELS: readonly StuckLevel[] = ['hint', 'warning', 'stop'];
const RANK: Readonly<Record<StuckLevel, number>> = { hint: 1, warning: 2, stop: 3 };

interface Signal {
  readonly level: StuckLevel;
  readonly reason: StuckReason;
  /** How often, how long, or how far back: the number that the message names. */
  readonly count: number;
}

/**
 * Watches one run. Repeats have three thresholds. Cycles, failure clusters and returns to old pages share a count: the first is a hint,
 * the second a warning, the third a stop. Every count falls by one with each action that is not stuck, so one different action in
 * between does not erase the history.
 *
 * An action that succeeds and reaches a new page is progress, whatever its signature: clicking "next" through 20 pages of a list is the
 * same action 20 times, and not stuck. A list that pages without changing its address needs `progress` from the caller;
 * max_urls_visited limits an endless supply of new addresses.
 */
export function createStuckDetector(settings: StuckSettings): StuckDetector {
  return new RunStuckDetector(settings);
}

interface Streak {
  /** Actions in a row, less one for each action in between that was not stuck. */
  count: number;
  /** It reached the hint: from then on it decays instead of ending with the first other action. */
  hinted: boolean;
}

class RunStuckDetector implements StuckDetector {
  readonly #settings: StuckSettings;
  /** At most one window, newest last. */
  readonly #recent: { signature: string; progress: boolean }[] = [];
  readonly #outcomes: boolean[] = [];
  readonly #streaks = new Map<string, Streak>();
  readonly #lastVisit = new Map<string, number>();
  #visits = 0;
  #page = '';
  #escalation = 0;

  constructor(settings: StuckSettings) {
    this.#settings = settings;
  }

  record(action: StuckAction): StuckVerdict {
    const signature = stuckSignature(action);
    const visit = this.#visit(action);
    const progress = action.ok && (visit.isNew || action.progress === true);
    keepLast(this.#recent, { signature, progress }, this.#settings.stuck_window_size);
    keepLast(this.#outcomes, action.ok, this.#settings.stuck_failure_cluster_window);

    const repeat = this.#repeatSignal(signature, progress);
    const pattern = progress ? undefined : (this.#cycleSignal() ?? this.#failureSignal(action.ok) ?? this.#revisitSignal(visit.distance));
    const worst = worse(repeat, this.#escalate(pattern));
    this.#decay(signature, worst === undefined);
    if (worst === undefined) return { level: 'none' };
    return { level: worst.level, reason: worst.reason, message: stuckMessage(worst.level, worst.reason, worst.count, action) };
  }

  /** A visit is a change of page or a successful goto; the page that a failed goto shows was not visited. */
  #visit({ action, ok, url }: StuckAction): { isNew: boolean; distance: number } {
    const key = pageKey(url);
    if (action === 'goto' ? !ok : key === this.#page) return { isNew: false, distance: 0 };
    this.#page = key;
    if (!/^https?:/.test(key)) return { isNew: false, distance: 0 };
    this.#visits += 1;
    const before = this.#lastVisit.get(key);
    this.#lastVisit.set(key, this.#visits);
    return before === undefined ? { isNew: true, distance: 0 } : { isNew: false, distance: this.#visits - before };
  }

  #repeatSignal(signature: string, progress: boolean): Signal | undefined {
    const { stuck_repeat_hint, stuck_repeat_warn, stuck_repeat_stop } = this.#settings;
    const inWindow = this.#recent.filter((other) => other.signature === signature).length;
    const streak = this.#streaks.get(signature) ?? { count: 0, hinted: false };
    const count = progress ? 1 : Math.min(streak.count + 1, inWindow);
    this.#streaks.set(signature, { count, hinted: count >= stuck_repeat_hint || (streak.hinted && !progress) });
    if (count >= stuck_repeat_stop) return { level: 'stop', reason: 'repeat', count };
    if (count >= stuck_repeat_warn) return { level: 'warning', reason: 'repeat', count };
    if (count >= stuck_repeat_hint) return { level: 'hint', reason: 'repeat', count };
    return undefined;
  }

  /** The same few actions in the same order, and the last round of them brought nothing new. */
  #cycleSignal(): Signal | undefined {
    const { stuck_cycle_max_length, stuck_cycle_repeats } = this.#settings;
    for (let length = 2; length <= stuck_cycle_max_length; length++) {
      const tail = this.#recent.slice(-length * stuck_cycle_repeats);
      if (tail.length < length * stuck_cycle_repeats) return undefined;
      const repeats = tail.every(({ signature }, index) => index < length || signature === tail[index - length]!.signature);
      // The same action over and over is a repeat, which has other thresholds.
      const several = tail.some(({ signature }) => signature !== tail[0]!.signature);
      if (repeats && several && !tail.slice(-length).some(({ progress }) => progress))
        return { level: 'hint', reason: 'cycle', count: length };
    }
    return undefined;
  }

  /** Only a failed action can complete a cluster of failures. */
  #failureSignal(ok: boolean): Signal | undefined {
    if (ok) return undefined;
    const count = this.#outcomes.filter((outcome) => !outcome).length;
    return count >= this.#settings.stuck_failure_cluster_threshold ? { level: 'hint', reason: 'failures', count } : undefined;
  }

  #revisitSignal(distance: number): Signal | undefined {
    return distance > 0 && distance >= this.#settings.stuck_revisit_gap ? { level: 'hint', reason: 'revisit', count: distance } : undefined;
  }

  #escalate(pattern: Signal | undefined): Signal | undefined {
    if (pattern === undefined) return undefined;
    this.#escalation = Math.min(this.#escalation + 1, RANK.stop);
    return { ...pattern, level: LEVELS[this.#escalation - 1]! };
  }

  /** A streak without a hint ends with the first other action; one with a hint, and the shared count, fall by one if that was not stuck. */
  #decay(signature: string, calm: boolean): void {
    if (calm) this.#escalation = Math.max(0, this.#escalation - 1);
    for (const [other, streak] of this.#streaks) {
      if (other === signature) continue;
      if (!streak.hinted || streak.count <= 1) this.#streaks.delete(other);
      else if (calm) streak.count -= 1;
    }
  }
}

function keepLast<T>(list: T[], item: T, most: number): void {
  list.push(item);
  if (list.length > most) list.shift();
}

function worse(a: Signal | undefined, b: Signal | undefined): Signal | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return RANK[b.level] > RANK[a.level] ? b : a;
}
