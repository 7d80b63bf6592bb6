import type { RunRequest } from '../../contract/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { type FieldProblem, validationError } from '../http/validate-requests.ts';
import type { PlaybookCatalog } from '../playbooks/playbook-catalog.ts';
import { checkRequest } from './check-request.ts';
import type { CheckName } from './check-types.ts';

/** The field to correct for each check. Credentials and models are left out: the worker may know more about them. */
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

/** Throws VALIDATION_FAILED for a request whose run would certainly fail. */
export async function rejectInvalidRun(deps: ApiDeps, catalog: PlaybookCatalog, request: RunRequest): Promise<void> {
  const { checks } = await checkRequest(deps, catalog, request);
  const fields = checks.flatMap(({ name, field, status, message }): FieldProblem[] => {
    const path = field ?? FIELDS[name];
    return status === 'pass' || path === undefined ? [] : [{ in: 'body', path, message }];
  });
  if (fields.length > 0) throw validationError(fields);
}
