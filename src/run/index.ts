export { type ExecutedRun, executeRun } from './execute-run.ts';
export { type Explanation, explainRun } from './explain-run.ts';
export type { LiveRun } from './live-run.ts';
export { type LoadedPlaybook, type PlaybookFolder, readPlaybookFolder } from './playbook-folder.ts';
export { readProfile } from './profile-folder.ts';
export { ROTE_VERSION } from './rote-version.ts';
export type { RunParts } from './run-parts.ts';
export { secretsOf } from './run-secrets.ts';
