import { newRunId } from '../../base/index.ts';
import { RoteError, type RunCreated, type RunRequest } from '../../contract/index.ts';
import type { CreatedRun } from '../../storage/index.ts';
import type { ApiDeps } from '../api-deps.ts';
import { rejectInvalidRun } from '../dry-run/reject-invalid-runs.ts';
import { validationError } from '../http/validate-requests.ts';
import type { PlaybookCatalog } from '../playbooks/playbook-catalog.ts';
import { canonicalJson } from './canonical-json.ts';
import { openPartOf } from './stored-request.ts';

interface Caller {
  /** Id of the API key; '' if none is needed. */
  owner: string;
  idempotencyKey: string | undefined;
  traceparent: string | null;
  /** The pattern of the request's path, for telemetry. */
  route: string;
}

/**
 * Queues a run: once this resolves, the run survives restarts. VALIDATION_FAILED for a request whose run would
 * certainly fail; CONFLICT when the id is taken or the idempotency key was used for another request. `replayed`: this
 * is the run of an earlier request with the same key.
 */
export async function createRun(
  deps: ApiDeps,
  catalog: PlaybookCatalog,
  request: RunRequest,
  caller: Caller,
): Promise<{ created: RunCreated; replayed: boolean }> {
  await rejectInvalidRun(deps, catalog, request);
  const { storage, serverKey } = deps;
  const runId = request.run_id ?? newRunId();
  const { directive, config } = openPartOf(request);
  const { idempotencyKey: key, owner } = caller;
  const result = await storage.runs.create({
    run_id: runId,
    owner,
    directive,
    playbook: request.playbook ?? null,
    config,
    sealed: serverKey.encrypt(JSON.stringify(request), 'run', runId),
    sealed_webhook: request.webhook_url === undefined ? null : serverKey.encrypt(request.webhook_url, 'webhook', runId),
    traceparent: deps.onCreate ? deps.onCreate({ runId, traceparent: caller.traceparent, route: caller.route }) : caller.traceparent,
    files: [...new Set(request.files)],
    idempotency: key === undefined ? null : { key, fingerprint: serverKey.fingerprint(canonicalJson(request), 'request') },
  });
  if (result.kind === 'no_file') throw noFile(result);
  if (!('run' in result)) throw conflict(result);
  // A repeated request gets the same answer, whatever the run's status is by then.
  const created: RunCreated = { run_id: result.run.run_id, status: 'queued', created_at: result.run.created_at };
  return { created, replayed: result.kind === 'repeated' };
}

function noFile({ missing, sameName }: CreatedRun & { kind: 'no_file' }): RoteError {
  const message =
    missing.length > 0
      ? `this key has sent no ${missing.join(', ')}, or another run has taken it, or it has expired: send it again`
      : `two files have the name "${sameName}": send one under another name`;
  return validationError([{ in: 'body', path: 'files', message }]);
}

function conflict({ kind, run_id }: { kind: 'other_body' | 'taken'; run_id: string }): RoteError {
  const message =
    kind === 'taken'
      ? `Run "${run_id}" already exists: omit run_id or choose another.`
      : 'This Idempotency-Key was used for another request: use a new key for a new run.';
  return new RoteError('CONFLICT', message, { details: { run_id } });
}
