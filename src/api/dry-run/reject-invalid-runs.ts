import type { RunRequest } from '../../contract/index.ts';
import type { ApiParts } from '../api-deps.ts';
import { type FieldProblem, validationError } from '../http/validate-requests.ts';
import type { PlaybookShelf } from '../playbooks/playbook-catalog.ts';
import { checkRequest } from './check-request.ts';
import type { CheckName } from './check-types.ts';

/** What a request itself gets wrong, and the field to mend. Credentials and models may be better known to the worker: they are not among them. */
const FIELDS: Partial<Record<CheckName, string>> = {
  profile: 'profile',
  guardrails: 'guardrails',
  start_url: 'start_url',
  output_schema: 'output_schema',
  playbook: 'playbook',
  playbook_params: 'playbook_params',
  proxy: 'proxy.server',
  webhook: 'webhook_url',
};

/** Throws VALIDATION_FAILED for a run that would fail for certain, before there is one. */
export async function refuseHopeless(parts: ApiParts, shelf: PlaybookShelf, request: RunRequest): Promise<void> {
  const { checks } = await checkRequest(parts, shelf, request);
  const fields = checks.flatMap(({ name, status, message }): FieldProblem[] => {
    const path = FIELDS[name];
    return status === 'pass' || path === undefined ? [] : [{ in: 'body', path, message }];
  });
  if (fields.length > 0) throw validationError(fields);
}
