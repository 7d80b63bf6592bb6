import type { AddressInfo } from 'node:net';
import { createApi } from '../../api/index.ts';
import { ROTE_VERSION } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { createUpstreamPolicy } from '../../guardrails/index.ts';
import { describeModels } from '../../model/index.ts';
import { readPlaybookFolder, readProfile } from '../../run/index.ts';
import { numberOption } from '../options/number-option.ts';
import { DEFAULT_HOST, needsKeys, type Service, type ServiceFlags } from './open-service.ts';
import { requestTelemetry } from './telemetry-hooks.ts';
import { webhookPolicy } from './webhook-post.ts';

export interface ApiFlags extends ServiceFlags {
  port?: string;
  rateLimit?: string;
}

export const DEFAULT_PORT = 7070;
const BODY_BYTES = 1_048_576;

/** Starts the API. Requests need keys unless it listens on a loopback address. */
export async function runApi(service: Service, flags: ApiFlags, env: NodeJS.ProcessEnv) {
  const { storage, serverKey, log, folders, network, policy } = service;
  const host = flags.host ?? DEFAULT_HOST;
  const requireKeys = needsKeys(flags);
  const port = numberOption('--port', flags.port, { min: 0, max: 65_535 }) ?? DEFAULT_PORT;
  const webhooks = webhookPolicy(flags.webhookPrivate === true);
  const app = await createApi({
    storage,
    serverKey,
    log,
    version: ROTE_VERSION,
    requireKeys,
    limits: { ratePerMinute: numberOption('--rate-limit', flags.rateLimit, { min: 1, max: 10_000_000 }) ?? 1_200, bodyBytes: BODY_BYTES },
    playbooks: () => readPlaybookFolder(folders.playbooks),
    profile: (name) => readProfile(folders.profiles, name),
    webhookProblem: (address) => {
      const verdict = webhooks.checkUrl(address, 'request');
      return verdict.ok ? undefined : verdict.reason;
    },
    policy,
    upstreamPolicy: createUpstreamPolicy(network.upstream_proxies),
    ...requestTelemetry(service.telemetry),
    modelProblem: (model) => describeModels(model === undefined ? env : { ...env, ROTE_MODEL: model }).problems[0],
  });
  const url = await app.listen({ host, port }).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw new RoteError('SETUP_FAILED', `Cannot listen on ${host}:${port} (${code}): choose another --port or --host.`, {
      cause,
    });
  });
  return { app, url, port: (app.server.address() as AddressInfo).port, requireKeys };
}
