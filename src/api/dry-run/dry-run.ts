import { type DryRun, RoteError, type RunRequest, runRequestSchema } from '../../contract/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { fieldProblems, validationError } from '../http/validate-requests.ts';
import type { PlaybookCatalog } from '../playbooks/playbook-catalog.ts';
import { openPartOf } from '../runs/stored-request.ts';
import { checkRequest } from './check-request.ts';
import type { CheckName } from './check-types.ts';

/** The check for each field. Problems elsewhere (directive, run_id, unknown names) make the whole request invalid. */
const CHECK_OF: Readonly<Record<string, CheckName>> = {
  profile: 'profile',
  credentials: 'credentials',
  guardrails: 'guardrails',
  model: 'model',
  utility_model: 'model',
  thinking: 'model',
  start_url: 'start_url',
  output_schema: 'output_schema',
  playbook: 'playbook',
  execution_mode: 'playbook',
  playbook_params: 'playbook_params',
  timeout_seconds: 'limits',
  max_steps: 'limits',
  max_tokens: 'limits',
  max_cost_usd: 'limits',
  display: 'limits',
  recording: 'limits',
  proxy: 'proxy',
  webhook_url: 'webhook',
};

/**
 * Checks a request without creating a run. An invalid field fails its check, and the others are checked as if it had
 * not been given. VALIDATION_FAILED when the request as a whole is invalid.
 */
export async function dryRun(deps: ApiDeps, catalog: PlaybookCatalog, body: unknown): Promise<DryRun> {
  const { request, shapes } = readLeniently(body);
  const found = await checkRequest(deps, catalog, request);
  const checks = found.checks.map((check) => {
    const problems = shapes.get(check.name);
    return problems === undefined ? check : { ...check, status: 'fail' as const, message: problems.join('; ') };
  });
  const ok = checks.every(({ status }) => status === 'pass');
  return { ok, checks, warnings: found.warnings, config: openPartOf(request).config };
}

function readLeniently(body: unknown): { request: RunRequest; shapes: Map<CheckName, string[]> } {
  const shapes = new Map<CheckName, string[]>();
  const whole = runRequestSchema.safeParse(body);
  if (whole.success) return { request: whole.data, shapes };
  const fields = fieldProblems(whole.error, 'body');
  const rest: Record<string, unknown> = { ...(body as Record<string, unknown>) };
  for (const { path, message } of fields) {
    const [top = ''] = path.split('.');
    const name = Object.hasOwn(CHECK_OF, top) ? CHECK_OF[top] : undefined;
    if (name === undefined) throw validationError(fields);
    shapes.set(name, [...(shapes.get(name) ?? []), `${path}: ${message}`]);
    delete rest[top];
  }
  const request = runRequestSchema.safeParse(rest);
  if (request.success) return { request: request.data, shapes };
  throw new RoteError('VALIDATION_FAILED', 'The request is invalid.', { details: { fields }, cause: request.error });
}
