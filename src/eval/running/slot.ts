import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import type { Deadline } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';
import { fill, type LookUp } from '../suite/placeholders.ts';
import { isStarted, type Target } from '../suite/suite-schema.ts';
import type { EvalParts, RunningTarget } from './eval-deps.ts';
import { startTarget } from './start-target.ts';

/** A place for one trial at a time, with a target of its own where the suite starts one. */
export interface Slot {
  /** From 1. */
  readonly number: number;
  /** A folder of its own, gone when the evaluation ends. */
  readonly folder: string;
  /** `{{target.url}}`, `{{port}}`, `{{dir}}`, `{{slot}}`. */
  readonly lookUp: LookUp;
  /** What the target told of itself. */
  values(): Readonly<Record<string, string>>;
  /** Ends the target and starts it again. Throws InfrastructureFailure. */
  restart(deadline: Deadline): Promise<void>;
  close(): Promise<void>;
}

/** Whether all slots use one target, so that trials at the same time may disturb each other. */
export function isShared(target: Target | undefined): boolean {
  return target === undefined || (typeof target === 'object' && !isStarted(target));
}

export const slotsFolder = (folder: string): string => join(folder, 'slots');

/** Opens a slot and starts its target. Throws InfrastructureFailure when it does not start, VALIDATION_FAILED when nobody knows it. */
export async function openSlot(parts: EvalParts, number: number, deadline: Deadline): Promise<Slot> {
  const folder = join(slotsFolder(parts.folder), `slot-${number}`);
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  let running: RunningTarget | undefined;
  const own: Record<string, string> = { port: String(port), dir: folder, slot: String(number), 'suite.dir': dirname(parts.suiteFile) };
  const lookUp: LookUp = (name) => {
    if (name.startsWith('env.')) return parts.env[name.slice('env.'.length)];
    if (name.startsWith('target.')) return running?.values[name.slice('target.'.length)];
    return own[name];
  };
  const start = async (time: Deadline) => {
    running = await startWanted(parts, { number, lookUp }, time);
  };
  const stop = async () => {
    const left = running;
    running = undefined;
    await left?.stop();
  };
  const close = async () => {
    await stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await start(deadline);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    number,
    folder,
    lookUp,
    values: () => running?.values ?? {},
    restart: async (time) => {
      if (isShared(parts.suite.target)) return;
      await stop();
      await start(time);
    },
    close,
  };
}

async function startWanted(
  parts: EvalParts,
  { number, lookUp }: { number: number; lookUp: LookUp },
  deadline: Deadline,
): Promise<RunningTarget | undefined> {
  const { target } = parts.suite;
  if (target === undefined) return undefined;
  if (typeof target === 'string') {
    const known = Object.hasOwn(parts.targets, target) ? parts.targets[target] : undefined;
    if (known !== undefined) return known();
    throw new RoteError(
      'VALIDATION_FAILED',
      `There is no target "${target}"; known are ${Object.keys(parts.targets).join(', ') || 'none'}. Give its url, or the command that starts it.`,
    );
  }
  const folder = dirname(parts.suiteFile);
  if (!isStarted(target)) return { values: fill(target, lookUp), stop: async () => undefined };
  const { run, stop, env, cwd, timeout_ms: timeoutMs } = fill(target, lookUp);
  return startTarget(
    {
      run,
      env,
      cwd: resolve(folder, cwd ?? '.'),
      timeoutMs,
      noteFile: join(slotsFolder(parts.folder), `slot-${number}.json`),
      ...(stop !== undefined && { stop }),
    },
    deadline,
  );
}

/** One that was free a moment ago; a target that takes port 0 and tells its url does not need it. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
