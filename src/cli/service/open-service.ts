import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type Log, ROTE_VERSION } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import type { ServerKey } from '../../secrets/index.ts';
import { openStorage, type Storage } from '../../storage/index.ts';
import { openTelemetry, type Telemetry } from '../../telemetry/index.ts';
import { dataFolder, playbooksFolder, profilesFolder, runsFolder } from '../folders.ts';
import { openServerKey } from '../server-key.ts';
import { storageOptions } from '../storage-options.ts';

/** What `rote serve` and `rote worker` have in common, as commander gives it. */
export interface ServiceFlags {
  databaseUrl?: string;
  artifacts?: string;
  playbooks?: string;
  capacity?: string;
  memoryMb?: string;
  listenHost?: string;
  keepDays?: string;
  keepGb?: string;
  drainSeconds?: string;
  webhookPrivate?: boolean;
}

/** The part of a service that lasts as long as its process. */
export interface Service {
  log: Log;
  serverKey: ServerKey;
  storage: Storage;
  telemetry: Telemetry;
  dataFolder: string;
  folders: { runs: string; playbooks: string; profiles: string; sessions: string };
  close(): Promise<void>;
}

export async function openService(flags: ServiceFlags, env: NodeJS.ProcessEnv, log: Log): Promise<Service> {
  const data = dataFolder(env);
  const serverKey = await openServerKey(env, data);
  const storage = await openStorage(storageOptions(flags, env, log));
  const folders = {
    runs: runsFolder(env),
    playbooks: playbooksFolder(env, flags.playbooks),
    profiles: profilesFolder(env),
    sessions: join(data, 'sessions'),
  };
  const telemetry = await openTelemetry(env, 'rote', { version: ROTE_VERSION, log });
  const close = async () => {
    await storage.close();
    await telemetry.shutdown();
  };
  return { log, serverKey, storage, telemetry, dataFolder: data, folders, close };
}

/** The numbers of the options, or one sentence that names the option. */
export function serviceNumbers(flags: ServiceFlags) {
  return {
    capacity: number('--capacity', flags.capacity, { min: 1, max: 256, fallback: Math.max(1, availableParallelism()) }),
    memoryLimitMb: number('--memory-mb', flags.memoryMb, { min: 256, max: 1_048_576, fallback: 2_048 }),
    drainMs: number('--drain-seconds', flags.drainSeconds, { min: 0, max: 86_400, fallback: 300 }) * 1_000,
    retention: {
      ...(flags.keepDays !== undefined && { maxAgeDays: number('--keep-days', flags.keepDays, { min: 0.001, max: 36_500, fallback: 0 }) }),
      ...(flags.keepGb !== undefined && { maxBytes: number('--keep-gb', flags.keepGb, { min: 0.001, max: 1_000_000, fallback: 0 }) * 1e9 }),
    },
  };
}

export function number(
  flag: string,
  text: string | undefined,
  { min, max, fallback }: { min: number; max: number; fallback: number },
): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (text.trim() !== '' && value >= min && value <= max) return value;
  throw new RoteError('VALIDATION_FAILED', `${flag} takes a number from ${min} to ${max}, not "${text}".`);
}
