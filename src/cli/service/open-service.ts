import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Log, ROTE_VERSION } from '../../base/index.ts';
import type { NetworkRules, OperatorPolicy } from '../../contract/index.ts';
import { addressKind } from '../../guardrails/index.ts';
import type { ServerKey } from '../../secrets/index.ts';
import { openStorage, type Storage } from '../../storage/index.ts';
import { openTelemetry, type Telemetry } from '../../telemetry/index.ts';
import { dataFolder, playbooksFolder, profilesFolder, runsFolder, uploadsFolder } from '../folders.ts';
import { artifactsEndpoint, networkRules } from '../options/network-options.ts';
import { numberOption } from '../options/number-option.ts';
import { readPolicy } from '../options/policy-option.ts';
import { storageOptions } from '../options/storage-options.ts';
import { openServerKey } from '../server-key.ts';

/** Options that `rote serve` and `rote worker` share, as commander gives them. */
export interface ServiceFlags {
  databaseUrl?: string;
  artifacts?: string;
  playbooks?: string;
  uploads?: string;
  upstreamProxies?: string;
  policy?: string;
  /** Of `rote serve`: where it listens. */
  host?: string;
  closed?: string;
  capacity?: string;
  memoryMb?: string;
  listenHost?: string;
  keepDays?: string;
  keepGb?: string;
  drainSeconds?: string;
  webhookPrivate?: boolean;
}

/** What a service keeps open for as long as its process lives. */
export interface Service {
  log: Log;
  serverKey: ServerKey;
  storage: Storage;
  telemetry: Telemetry;
  dataFolder: string;
  folders: { runs: string; playbooks: string; profiles: string; sessions: string; uploads: string | null };
  network: NetworkRules;
  policy: OperatorPolicy;
  close(): Promise<void>;
}

export async function openService(flags: ServiceFlags, env: NodeJS.ProcessEnv, log: Log): Promise<Service> {
  const data = dataFolder(env);
  const rules = networkRules(flags, env);
  const policy = await readPolicy(flags.policy, env);
  const serverKey = await openServerKey(env, data);
  const kept = storageOptions(flags, env, log);
  const storage = await openStorage(kept);
  const network = { ...rules, closed: [...rules.closed, ...(await artifactsEndpoint(kept.artifacts))] };
  const folders = {
    runs: runsFolder(env),
    playbooks: playbooksFolder(env, flags.playbooks),
    profiles: profilesFolder(env),
    sessions: join(data, 'sessions'),
    uploads: await uploadsFolder(env, flags.uploads),
  };
  const telemetry = await openTelemetry(env, 'rote', { version: ROTE_VERSION, log });
  const close = async () => {
    await storage.close();
    await telemetry.shutdown();
  };
  return { log, serverKey, storage, telemetry, dataFolder: data, folders, network, policy, close };
}

export const DEFAULT_HOST = '127.0.0.1';

/** Requests need a key unless the service listens on a loopback address. */
export function needsKeys({ host = DEFAULT_HOST }: Pick<ServiceFlags, 'host'>): boolean {
  return host !== 'localhost' && !(isIP(host) !== 0 && addressKind(host) === 'loopback');
}

/** The numeric options. VALIDATION_FAILED, naming the option, when one is out of range. */
export function serviceNumbers(flags: ServiceFlags) {
  const keepGb = numberOption('--keep-gb', flags.keepGb, { min: 0.001, max: 1_000_000 });
  return {
    capacity: numberOption('--capacity', flags.capacity, { min: 1, max: 256 }) ?? availableParallelism(),
    memoryLimitMb: numberOption('--memory-mb', flags.memoryMb, { min: 256, max: 1_048_576 }) ?? 2_048,
    drainMs: (numberOption('--drain-seconds', flags.drainSeconds, { min: 0, max: 86_400 }) ?? 300) * 1_000,
    retention: {
      maxAgeDays: numberOption('--keep-days', flags.keepDays, { min: 0.001, max: 36_500 }),
      maxBytes: keepGb === undefined ? undefined : keepGb * 1e9,
    },
  };
}
