export { EffectWatch, type EffectWatchOptions, type Sender } from './effects/effect-watch.ts';
export { Ledger } from './effects/ledger.ts';
export { answersOf, objection } from './effects/sent-by-step.ts';
export { logInIfAsked } from './login/login.ts';
export type { LoginMemory, PlaybookProgress, PlaybookResult, PlaybookRunDeps } from './playbook-run-types.ts';
export { ReadOnlyRules } from './read-only/read-only-rules.ts';
export { runPlaybook } from './run-playbook.ts';
export { stepWrites } from './steps/step-traits.ts';
export { canCheckLater, holdsNow, verificationError, verifyStep } from './verification/verify.ts';
