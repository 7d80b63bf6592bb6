export { loadDrive } from './drive/load-drive.ts';
export { type ExecutedRun, executeRun } from './execute-run.ts';
export type { LiveRun } from './opening/live-run.ts';
export { secretsOf } from './opening/run-secrets.ts';
export { explainRun } from './planning/explain.ts';
export type { Explanation } from './planning/explain-run.ts';
export { type LoadedPlaybook, type PlaybookFolder, readPlaybookFolder } from './planning/playbook-folder.ts';
export { readProfile } from './planning/profile-folder.ts';
export type { RunDeps, RunNetwork } from './run-deps.ts';
