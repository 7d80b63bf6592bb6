import { type DryRun, RoteError, type RunRequest, runRequestSchema } from '../../contract/index.ts';
import type { ApiParts } from '../api-deps.ts';
import { fieldProblems, validationError } from '../http/validate-requests.ts';
import type { PlaybookShelf } from '../playbooks/playbook-catalog.ts';
import { openPartOf } from '../runs/stored-request.ts';
import { checkRequest } from './check-request.ts';
import type { CheckName } from './check-types.ts';

/** The check that speaks of a field. The others (directive, run_id, names that do not exist) make the request no request. */
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
 * Says what would become of a request, without making a run. Fields of a wrong shape fail their check, and the others are checked as if they had
 * not been given. VALIDATION_FAILED when it is no request at all.
 */
export async function dryRun(parts: ApiParts, shelf: PlaybookShelf, body: unknown): Promise<DryRun> {
  const { request, shapes } = readLeniently(body);
  const found = await checkRequest(parts, shelf, request);
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
  throw new RoteError('VALIDATION_FAILED', 'The request is not right.', { details: { fields }, cause: request.error });
}
