import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../src/base/index.ts';
import { findBrowser } from '../../src/browser/index.ts';
import { type RunConfigInput, type RunEvent, runConfigSchema, type SandboxStart } from '../../src/contract/index.ts';
import { createSandboxProvider, type Sandbox, type SandboxLimits, type SandboxProvider } from '../../src/sandbox/index.ts';

export const TOKEN = 'the-token-of-this-run-0123456789abcdef';

/** A folder of the test's own, and a provider of sandboxes that work in it. */
export interface SandboxPlace {
  folder: string;
  provider: SandboxProvider;
  /** What sandboxes wrote to stderr. */
  logLines: string[];
  /** Writes a playbook of these steps; it can then be named by its id. */
  playbook(id: string, steps: string): Promise<void>;
  startOf(runId: string, config: Partial<RunConfigInput>, more?: Partial<SandboxStart>): Promise<SandboxStart>;
  begin(runId: string, config: Partial<RunConfigInput>, limits?: Partial<SandboxLimits>, more?: Partial<SandboxStart>): Promise<Sandbox>;
  runFolder(runId: string): string;
  /** The file of events as it is now. */
  eventsText(runId: string): Promise<string>;
  /** Ends every sandbox. */
  close(): Promise<void>;
}

export async function openSandboxPlace(playbooks?: string, browserInAdvance = false): Promise<SandboxPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'rote-place-'));
  const browser = await findBrowser();
  if (browser === undefined) throw new Error('no browser is installed: run `npm start` once, or set ROTE_BROWSER');
  const logLines: string[] = [];
  const provider = createSandboxProvider({
    log: silentLog,
    onLogLine: (line) => logLines.push(line),
    ...(browserInAdvance && { browserPath: browser.path }),
  });
  const runFolder = (runId: string) => join(folder, 'runs', runId);
  const startOf: SandboxPlace['startOf'] = async (runId, config, more) => ({
    run_id: runId,
    config: runConfigSchema.parse({ directive: 'go', guardrails: { allow_private_networks: true }, ...config }),
    folders: {
      runs: join(folder, 'runs'),
      playbooks: playbooks ?? folder,
      profiles: join(folder, 'profiles'),
      sessions: join(folder, 'sessions'),
      uploads: join(folder, 'uploads'),
      inputs: null,
    },
    policy: null,
    network: { upstream_proxies: [], closed: [] },
    token: TOKEN,
    listen_host: '127.0.0.1',
    browser,
    session_key: { secret: 'f'.repeat(64), is_chosen: false },
    settings: {},
    ...more,
  });
  return {
    folder,
    provider,
    logLines,
    playbook: (id, steps) =>
      writeFile(join(folder, `${id}.yaml`), `id: ${id}\nname: ${id}\nguardrails: { enable_llm_action_check: false }\nsteps:\n${steps}\n`),
    startOf,
    begin: async (runId, config, limits, more) => provider.start(await startOf(runId, config, more), { memoryLimitMb: 4_000, ...limits }),
    runFolder,
    eventsText: (runId) => readFile(join(runFolder(runId), 'events.ndjson'), 'utf8'),
    close: async () => {
      await provider.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Asks the status server of a sandbox, with its token unless the headers say otherwise. */
export function ask(sandbox: Sandbox, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, { ...init, headers: { authorization: `Bearer ${TOKEN}`, ...init.headers } });
}

/** The events of a run after an id, as they come, until one fits or the stream ends. */
export async function readEvents(sandbox: Sandbox, after = 0, until: (event: RunEvent) => boolean = () => false): Promise<RunEvent[]> {
  const response = await ask(sandbox, `/events?after=${after}`);
  const events: RunEvent[] = [];
  let rest = '';
  const decoder = new TextDecoder();
  for await (const piece of response.body!) {
    const blocks = (rest + decoder.decode(piece, { stream: true })).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const line = block.split('\n').find((one) => one.startsWith('data: '));
      if (line === undefined) continue;
      const event = JSON.parse(line.slice('data: '.length)) as RunEvent;
      events.push(event);
      if (until(event)) return events;
    }
  }
  return events;
}
