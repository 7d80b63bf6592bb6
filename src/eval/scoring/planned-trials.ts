import type { Header } from '../records/header.ts';
import type { EvalCase, EvalSuite } from '../suite/suite.ts';

/** The cases that are run, in the order of the suite, and how often each. */
export function plannedCases(suite: EvalSuite, { tags, trials }: Pick<Header, 'tags' | 'trials'>): { one: EvalCase; trials: number }[] {
  return suite.cases
    .filter((one) => tags.length === 0 || one.benchmark_tags.some((tag) => tags.includes(tag)))
    .map((one) => ({ one, trials: trials ?? one.trials }));
}
