export { logInIfAsked } from './login.ts';
export type { LoginMemory, PlaybookProgress, PlaybookResult, PlaybookRunParts } from './playbook-run-types.ts';
export { runPlaybook } from './run-playbook.ts';
export { verifyStep } from './verify.ts';
