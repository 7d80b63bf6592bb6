import { isDeepStrictEqual } from 'node:util';
import { defaultPolicy, type Profile, type RunConfig, type RunRequest } from '../../contract/index.ts';
import { beyondPolicy, lowerConfig } from '../../guardrails/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { type CheckResult, pass } from './check-types.ts';
import type { Choice } from './choose-playbook.ts';

/** Checks what the request, its profile and its playbook ask for against the operator's policy. The run checks it again: that is the wall. */
export function checkPolicy(
  { policy = defaultPolicy }: ApiDeps,
  request: RunRequest,
  profile: Profile | undefined,
  { bound, playbook }: Choice,
): CheckResult {
  const problems = beyondPolicy(policy, { config: request, profile, playbook: bound ?? playbook });
  const [first] = problems;
  if (first === undefined) return pass('policy', "The operator's policy allows it.", ...loweredBy(policy, request));
  const message = problems.map((problem) => problem.message).join(' ');
  return { checks: [{ name: 'policy', status: 'fail', message, field: first.field }], warnings: [] };
}

function loweredBy(policy: typeof defaultPolicy, request: RunRequest): string[] {
  const lowered = lowerConfig(policy, request);
  return (Object.keys(lowered) as (keyof RunConfig)[])
    .filter((key) => !isDeepStrictEqual(lowered[key], request[key]))
    .map((key) => `${key} is ${String(lowered[key])} by the operator's policy.`);
}
