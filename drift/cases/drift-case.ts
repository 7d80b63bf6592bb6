import type { RunReport } from '../../src/contract/index.ts';
import type { SentWrite } from '../proxy/start-drift-proxy.ts';

/** The outcome of one job according to the application's own data, whatever the run reports. */
export interface Effect {
  /**
   * `done`: exactly what was asked. `none`: nothing was changed, or the answer of a job that reads is not in the report. `twice`: requested
   * from the application more than once. `wrong`: something else was changed, or not as asked.
   */
  readonly kind: 'done' | 'none' | 'twice' | 'wrong';
  /** The difference, in words. */
  readonly what: string;
}

/** The application's records as texts, by name. A record that differs between two snapshots was changed. */
export type Snapshot = ReadonlyMap<string, string>;

export interface Finished {
  readonly report: RunReport;
  /** Run folder. */
  readonly folder: string;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly writes: readonly SentWrite[];
}

/** One playbook with a job for it, and how to judge the outcome from outside. */
export interface DriftCase {
  readonly playbook: string;
  readonly directive: string;
  readonly params: Record<string, string | number>;
  /** `write`: the job changes the application. `read`: its answer must be in the report. */
  readonly kind: 'write' | 'read';
  effect(finished: Finished): Effect | Promise<Effect>;
}

/** A running application that the bench can read from outside and reset. */
export interface BenchTarget {
  readonly origin: string;
  readonly credentials: { readonly username: string; readonly password: string };
  readonly playbooks: string;
  readonly cases: readonly DriftCase[];
  snapshot(): Promise<Snapshot>;
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Names of records that differ. */
export function changedRecords(before: Snapshot, after: Snapshot): string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name));
}

/**
 * Judges a job that changes exactly one set of records. `expected` lists for each record what its text must contain afterwards; `requests` is how
 * often the application was asked to do it.
 */
export function effectOfWrite(
  { before, after }: Pick<Finished, 'before' | 'after'>,
  expected: Readonly<Record<string, readonly string[]>>,
  requests: number,
): Effect {
  const changed = changedRecords(before, after);
  const others = changed.filter((name) => expected[name] === undefined);
  if (others.length > 0) return { kind: 'wrong', what: `also changed: ${others.join(', ')}` };
  if (requests > 1) return { kind: 'twice', what: `requested ${requests} times` };
  if (changed.length === 0) return { kind: 'none', what: 'nothing was changed' };
  const missing = Object.entries(expected).flatMap(([name, parts]) => {
    const text = after.get(name) ?? '';
    return parts.filter((part) => !text.includes(part)).map((part) => `${name} lacks ${part}`);
  });
  return missing.length > 0 ? { kind: 'wrong', what: missing.join(', ') } : { kind: 'done', what: changed.join(', ') };
}

/** The wrong effect of a job that should only read; undefined when it changed nothing. */
export function changedByReading({ before, after }: Pick<Finished, 'before' | 'after'>): Effect | undefined {
  const changed = changedRecords(before, after);
  return changed.length === 0 ? undefined : { kind: 'wrong', what: `changed instead of only read: ${changed.join(', ')}` };
}

/** Judges a job that reads: all of `parts` must occur in what the run returned. */
export function effectOfReading({ report }: Pick<Finished, 'report'>, parts: readonly string[]): Effect {
  const answer = [JSON.stringify(report.data), ...report.extracted_texts, report.summary].join('\n').replace(/\s+/g, ' ');
  const missing = parts.filter((part) => !answer.includes(part));
  return missing.length === 0
    ? { kind: 'done', what: 'the answer is correct' }
    : { kind: 'none', what: `not reported: ${missing.join(', ')}` };
}
