export type { Resolve } from './decide.ts';
export { type Egress, type EgressOptions, startEgress } from './egress.ts';
export { EGRESS_LAUNCH_ARGS } from './launch-args.ts';
export type { LostAnswer, PendingRequests, WriteWatch } from './lost-answers.ts';
export { NOT_SENT_HEADER } from './proxy/proxy-headers.ts';
export { SIGN_IN_URL } from './proxy/request-target.ts';
export type { EgressFailure, FailureCode, Refusal } from './refusal-log.ts';
