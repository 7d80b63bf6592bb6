import type { RunReport } from '../../src/contract/index.ts';
import type { SentWrite } from '../proxy/start-drift-proxy.ts';

/** What the application's own data say about one job, whatever the run says. */
export interface Effect {
  /**
   * `done`: exactly what was asked for. `none`: nothing has changed (or, of a job that reads, the answer is not in the report). `twice`: asked of the
   * application more than once. `wrong`: something else was changed, or other than was asked.
   */
  readonly kind: 'done' | 'none' | 'twice' | 'wrong';
  /** What is different, in words. */
  readonly what: string;
}

/** The application's records as texts by name; what differs between two of them was changed. */
export type Snapshot = ReadonlyMap<string, string>;

export interface Finished {
  readonly report: RunReport;
  /** Run folder. */
  readonly folder: string;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly writes: readonly SentWrite[];
}

/** One playbook with a job for it, and how to tell from outside what came of it. */
export interface DriftCase {
  readonly playbook: string;
  readonly directive: string;
  readonly params: Record<string, string | number>;
  /** `write`: it changes the application. `read`: what it should find out must be in its report. */
  readonly kind: 'write' | 'read';
  effect(finished: Finished): Effect | Promise<Effect>;
}

/** An application under the bench: started, read from outside, put back. */
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
 * Of a job that changes exactly one set of records: `expected` says for each of them what its text must hold afterwards. `requests`: how often the
 * application was asked to do it.
 */
export function effectOfWrite(
  { before, after }: Pick<Finished, 'before' | 'after'>,
  expected: Readonly<Record<string, readonly string[]>>,
  requests: number,
): Effect {
  const changed = changedRecords(before, after);
  const others = changed.filter((name) => expected[name] === undefined);
  if (others.length > 0) return { kind: 'wrong', what: `changed as well: ${others.join(', ')}` };
  if (requests > 1) return { kind: 'twice', what: `asked for ${requests} times` };
  if (changed.length === 0) return { kind: 'none', what: 'nothing was changed' };
  const short = Object.entries(expected).flatMap(([name, parts]) => {
    const text = after.get(name) ?? '';
    return parts.filter((part) => !text.includes(part)).map((part) => `${name} lacks ${part}`);
  });
  return short.length > 0 ? { kind: 'wrong', what: short.join(', ') } : { kind: 'done', what: changed.join(', ') };
}

/** A job that reads changes nothing; undefined when it did not. */
export function changedByReading({ before, after }: Pick<Finished, 'before' | 'after'>): Effect | undefined {
  const changed = changedRecords(before, after);
  return changed.length === 0 ? undefined : { kind: 'wrong', what: `changed, and should only be read: ${changed.join(', ')}` };
}

/** Of a job that reads: all of `parts` must be somewhere in what the run hands back. */
export function effectOfReading({ report }: Pick<Finished, 'report'>, parts: readonly string[]): Effect {
  const told = [JSON.stringify(report.data), ...report.extracted_texts, report.summary].join('\n').replace(/\s+/g, ' ');
  const missing = parts.filter((part) => !told.includes(part));
  return missing.length === 0 ? { kind: 'done', what: 'the answer is right' } : { kind: 'none', what: `not told: ${missing.join(', ')}` };
}
