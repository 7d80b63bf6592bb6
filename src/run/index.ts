export { type ExecutedRun, executeRun } from './execute-run.ts';
export { type Explanation, explainRun } from './explain-run.ts';
export { type LoadedPlaybook, type PlaybookFolder, readPlaybookFolder } from './playbook-folder.ts';
export type { RunParts } from './run-parts.ts';
