import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { RunConfigInput } from '../../src/contract/index.ts';
import { createScriptedModel, type ModelRequest, type ScriptedReply } from '../../src/model/index.ts';
import type { RunDeps } from '../../src/run/index.ts';
import { type Pages, servePages } from './pages.ts';
import { openTestPlace, type TestPlace } from './run-here.ts';

export interface PagesPlace {
  readonly pages: Pages;
  readonly place: TestPlace;
  /** The paths to which something was posted in this test, in order. */
  posted(): string[];
  /** Runs a playbook of these steps that begins on a page, without a trace and screenshots. `keys`: more lines of the playbook. */
  run(path: string, steps: string, more?: { keys?: string; config?: Partial<RunConfigInput>; deps?: Partial<RunDeps> }): Ran;
  /** Lets an agent fill in the form of a page with these answers, in order; the last is repeated. */
  agent(path: string, turns: readonly AgentTurn[], config?: Partial<RunConfigInput>): Promise<Awaited<Ran> & { asked: ModelRequest[] }>;
}

export type AgentTurn = (request: ModelRequest) => ScriptedReply;

type Ran = ReturnType<TestPlace['run']>;

/** An application of these pages and a place for runs, for the tests of one file. */
export function usePages(answers: Parameters<typeof servePages>[0]): PagesPlace {
  let pages: Pages;
  let place: TestPlace;
  beforeAll(async () => {
    place = await openTestPlace();
    pages = await servePages(answers);
  });
  afterEach(() => {
    pages.requests.length = 0;
  });
  afterAll(async () => {
    await pages.close();
    await place.remove();
  });
  return {
    get pages() {
      return pages;
    },
    get place() {
      return place;
    },
    posted: () => pages.requests.filter((request) => request.startsWith('POST ')).map((request) => request.slice('POST '.length)),
    async run(path, steps, { keys = '', config, deps } = {}) {
      await place.playbook('job', `id: job\nname: Job\nstart_url: '{base_url}${path}'\n${keys}\nsteps:\n${steps}`);
      const recording = { trace: false, screenshots: false };
      return place.run({ directive: 'go', playbook: 'job', start_url: pages.origin, recording, ...config }, deps);
    },
    async agent(path, turns, config) {
      const asked: ModelRequest[] = [];
      const model = createScriptedModel((request) => {
        if (request.purpose !== 'agent') return { text: request.purpose === 'goal_judge' ? 'fill_form' : 'safe' };
        asked.push(request);
        return (turns[asked.length - 1] ?? turns.at(-1)!)(request);
      });
      const executed = await place.run(
        {
          directive: 'Fill in the form and save it',
          execution_mode: 'agent_only',
          start_url: pages.url(path),
          guardrails: { allow_private_networks: true, enable_llm_action_check: false },
          recording: { trace: false, screenshots: false },
          ...config,
        },
        { models: () => ({ primary: model, utility: model }) },
      );
      return { ...executed, asked };
    },
  };
}

/** A page with two functions for its script: `send(path, body)` posts, `toast(text, ms)` shows a message for a while. */
export function page(body: string, script = ''): string {
  return `<!doctype html><html lang="en"><title>Shop</title><body>${body}<script>
const send = (path, body) => fetch(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
const toast = (text, ms) => { const p = document.createElement('p'); p.textContent = text; document.body.append(p); setTimeout(() => p.remove(), ms); };
${script}</script></body></html>`;
}

/** An answer with a status, after a delay. */
export function answer(status: number, body = '', delayMs = 0) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    request.resume();
    setTimeout(() => response.writeHead(status, { 'content-type': 'text/html' }).end(body), delayMs);
  };
}
