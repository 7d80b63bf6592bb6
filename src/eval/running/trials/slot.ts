import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import type { Deadline } from '../../../base/index.ts';
import { RoteError } from '../../../contract/index.ts';
import { fill, type LookUp } from '../../suite/placeholders.ts';
import { isStarted, type Target } from '../../suite/suite-schema.ts';
import type { EvalParts, RunningTarget } from '../eval-deps.ts';
import { startTarget } from '../start-target.ts';

/** Runs one trial at a time, with a separate target if the suite starts one. */
export interface Slot {
  /** From 1. */
  readonly number: number;
  /** A folder for this slot, removed when the evaluation ends. */
  readonly folder: string;
  /** `{{target.url}}`, `{{port}}`, `{{dir}}`, `{{slot}}`. */
  readonly lookUp: LookUp;
  /** The values that the target reported. */
  values(): Readonly<Record<string, string>>;
  /** Restarts the target. Throws InfrastructureFailure. */
  restart(deadline: Deadline): Promise<void>;
  close(): Promise<void>;
}

/** Whether all slots use one target, so parallel trials may interfere with each other. */
export function isShared(target: Target | undefined): boolean {
  return target === undefined || (typeof target === 'object' && !isStarted(target));
}

export const slotsFolder = (folder: string): string => join(folder, 'slots');

/** Opens a slot and starts its target. Throws InfrastructureFailure when it does not start, VALIDATION_FAILED when its name is unknown. */
export async function openSlot(deps: EvalParts, number: number, deadline: Deadline): Promise<Slot> {
  const folder = join(slotsFolder(deps.folder), `slot-${number}`);
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  let running: RunningTarget | undefined;
  const own: Record<string, string> = { port: String(port), dir: folder, slot: String(number), 'suite.dir': dirname(deps.suiteFile) };
  const lookUp: LookUp = (name) => {
    if (name.startsWith('env.')) return deps.env[name.slice('env.'.length)];
    if (name.startsWith('target.')) return running?.values[name.slice('target.'.length)];
    return own[name];
  };
  const start = async (time: Deadline) => {
    running = await startSuiteTarget(deps, { number, lookUp }, time);
  };
  const stop = async () => {
    const stopped = running;
    running = undefined;
    await stopped?.stop();
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
      if (isShared(deps.suite.target)) return;
      await stop();
      await start(time);
    },
    close,
  };
}

async function startSuiteTarget(
  deps: EvalParts,
  { number, lookUp }: { number: number; lookUp: LookUp },
  deadline: Deadline,
): Promise<RunningTarget | undefined> {
  const { target } = deps.suite;
  if (target === undefined) return undefined;
  if (typeof target === 'string') {
    const known = Object.hasOwn(deps.targets, target) ? deps.targets[target] : undefined;
    if (known !== undefined) return known();
    throw new RoteError(
      'VALIDATION_FAILED',
      `There is no target "${target}". Known: ${Object.keys(deps.targets).join(', ') || 'none'}. Give its url, or the command that starts it.`,
    );
  }
  const folder = dirname(deps.suiteFile);
  if (!isStarted(target)) return { values: fill(target, lookUp), stop: async () => undefined };
  const { run, stop, env, cwd, timeout_ms: timeoutMs } = fill(target, lookUp);
  return startTarget(
    {
      run,
      env,
      cwd: resolve(folder, cwd ?? '.'),
      timeoutMs,
      noteFile: join(slotsFolder(deps.folder), `slot-${number}.json`),
      stop,
    },
    deadline,
  );
}

/** A port that was free a moment ago. A target that listens on port 0 and reports its url does not need it. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
