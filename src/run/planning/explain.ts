import type { explainRun as explain } from './explain-run.ts';

/** What an agent would see and be allowed to do, without a model. Loads the agent's rooms, which no other run needs yet. */
export const explainRun: typeof explain = async (deps) => (await import('./explain-run.ts')).explainRun(deps);
