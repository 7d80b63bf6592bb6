import type { Header } from '../records/header.ts';
import type { EvalCase, EvalSuite } from '../suite/suite.ts';

/** The cases to run, in the order of the suite, with their number of trials. */
export function plannedCases(suite: EvalSuite, { tags, trials }: Pick<Header, 'tags' | 'trials'>): { one: EvalCase; trials: number }[] {
  return suite.cases
    .filter((one) => tags.length === 0 || one.benchmark_tags.some((tag) => tags.includes(tag)))
    .map((one) => ({ one, trials: trials ?? one.trials }));
}
