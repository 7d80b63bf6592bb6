import type { driveByAgent as drive } from './drive-by-agent.ts';

/** Loads the agent when one drives: a run by playbook starts without its 35 modules. */
export const driveByAgent: typeof drive = async (context, task, deadline) => {
  const { driveByAgent: loaded } = await import('./drive-by-agent.ts');
  return loaded(context, task, deadline);
};
