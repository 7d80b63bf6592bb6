export { type ExecutedRun, executeRun } from './execute-run.ts';
export { type LoadedPlaybook, type PlaybookFolder, readPlaybookFolder } from './playbook-folder.ts';
export { ROTE_VERSION } from './rote-version.ts';
export type { RunParts } from './run-parts.ts';
