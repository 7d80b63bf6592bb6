import { dryRunCheckSchema, type Profile, RoteError, type RunRequest } from '../../contract/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { PlaybookCatalog } from '../playbooks/playbook-catalog.ts';
import { secretsOf } from '../runs/stored-request.ts';
import { type CheckResult, fail, pass } from './check-types.ts';
import { choosePlaybook } from './choose-playbook.ts';
import { checkGuardrails } from './guardrail-checks.ts';
import { checkPolicy } from './policy-check.ts';
import { checkCredentials, checkLimits, checkModel, checkOutputSchema, checkProxy, checkWebhook } from './setting-checks.ts';

const ORDER = dryRunCheckSchema.shape.name.options;

/**
 * Everything that can be checked before a run exists: each check once, in the order of the contract, without secrets.
 */
export async function checkRequest(deps: ApiDeps, catalog: PlaybookCatalog, request: RunRequest): Promise<CheckResult> {
  const [list, named] = await Promise.all([catalog.list(), readProfile(deps, request.profile)]);
  const choice = choosePlaybook(request, list);
  const findings = [
    named.finding,
    choice.finding,
    checkCredentials(request, choice),
    checkGuardrails(deps, request, named.profile, choice),
    checkPolicy(deps, request, named.profile, choice),
    checkModel(deps, request, choice),
    checkOutputSchema(request, choice),
    checkLimits(request, choice),
    checkProxy(deps, request),
    checkWebhook(deps, request),
  ];
  const checks = findings.flatMap((finding) => finding.checks);
  checks.sort((left, right) => ORDER.indexOf(left.name) - ORDER.indexOf(right.name));
  // A directive may repeat a password, and a message may repeat the directive.
  return secretsOf(request).redactValue({ checks, warnings: findings.flatMap((finding) => finding.warnings) });
}

async function readProfile(
  { profile: read }: ApiDeps,
  name: string | undefined,
): Promise<{ profile: Profile | undefined; finding: CheckResult }> {
  if (name === undefined) return { profile: undefined, finding: pass('profile', 'None was given.') };
  try {
    const profile = await read(name);
    return { profile, finding: pass('profile', `The profile "${name}" can be used.`) };
  } catch (error) {
    if (!(error instanceof RoteError)) throw error;
    return { profile: undefined, finding: fail('profile', error.message) };
  }
}
