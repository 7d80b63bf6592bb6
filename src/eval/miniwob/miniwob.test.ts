import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { executeHere } from '../../../tests/support/shared-browser.ts';
import { silentLog } from '../../base/index.ts';
import { createScriptedModel, type ModelRequest, type ScriptedReply } from '../../model/index.ts';
import { episodeSchema } from './episode.ts';
import { findTasks } from './find-tasks.ts';
import type { ExecuteEpisode } from './run-episode.ts';
import { runMiniwob } from './run-miniwob.ts';
import { parseSeeds } from './seeds.ts';
import { serveTasks } from './serve-tasks.ts';
import { summarize, summaryText } from './summary.ts';

const TASKS = join(import.meta.dirname, 'fixtures');

const act = (action: string, input: Record<string, unknown> = {}): ScriptedReply => ({
  toolCalls: [{ name: 'browser_dom', input: { action, ...input } }],
});
const doneAt = (quote: string) =>
  act('done', { success: true, summary: 'It is done.', unchanged: true, verified: `The exercise said "${quote}".` });
const shown = (request: ModelRequest) => JSON.stringify(request.messages);

function refOf(request: ModelRequest, words: RegExp): string {
  const [, ref] = [...shown(request).matchAll(/\[(e\d+) ([^\]]*)\]/g)].findLast(([, , text = '']) => words.test(text)) ?? [];
  if (ref === undefined) throw new Error(`nothing like ${words} in ${shown(request).slice(-2_000)}`);
  return ref;
}

/** Knows the three exercises by their sentences, and reads the page as a model does. */
function solver(request: ModelRequest): ScriptedReply {
  if (request.purpose === 'goal_judge') return { text: 'fill_form' };
  if (request.purpose === 'click_judge') return { text: 'safe' };
  const text = shown(request);
  const [, press] = /Click on the \\"(\w+)\\" button/.exec(text) ?? [];
  const [, type] = /Enter \\"(\w+)\\" into/.exec(text) ?? [];
  const [, pick] = /Select (\w+) from the list/.exec(text) ?? [];
  const actions = request.messages.filter(({ role }) => role === 'assistant').length;
  if (press !== undefined)
    return actions === 0 ? act('click', { selector: refOf(request, new RegExp(`"${press}"|\\\\"${press}\\\\"`)) }) : doneAt('Click on the');
  const first =
    type === undefined
      ? () => act('select', { selector: refOf(request, /^select/), label: pick })
      : () => act('key_press', { selector: refOf(request, /^textbox/), text: type });
  return [first, () => act('click', { selector: refOf(request, /Submit/) }), () => doneAt(type === undefined ? 'Select' : 'Enter')][
    actions
  ]!();
}

let folder: string;
let asked: ModelRequest[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-miniwob-'));
  asked = [];
});
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }));

const executeWith =
  (turn: (request: ModelRequest) => ScriptedReply): ExecuteEpisode =>
  (parts) => {
    const model = createScriptedModel((request) => {
      asked.push(request);
      return turn(request);
    });
    return executeHere({
      ...parts,
      log: silentLog,
      models: () => ({ primary: model, utility: model }),
    });
  };

const run = (wanted: string[], seeds: number[], turn: (request: ModelRequest) => ScriptedReply, name = 'report') =>
  runMiniwob({
    tasks: TASKS,
    wanted,
    seeds,
    folder: join(folder, name),
    execute: executeWith(turn),
    model: 'scripted:model',
    maxSteps: 6,
    timeoutSeconds: 60,
    record: false,
    signal: new AbortController().signal,
    onEpisode: () => undefined,
  });

describe('MiniWoB++ tasks', () => {
  test('start with a seed, are solved in an ordinary run, and are judged by the page', async () => {
    const report = await run(['pick-colour', 'press-button', 'type-word'], [0, 1], solver);
    const outcomes = report.episodes.map(({ task, seed, outcome, done, raw_reward }) => [task, seed, outcome, done, raw_reward]);
    expect(outcomes, JSON.stringify(report.episodes, null, 1)).toEqual([
      ['pick-colour', 0, 'success', true, 0.5],
      ['pick-colour', 1, 'success', true, 0.5],
      ['press-button', 0, 'success', true, 1],
      ['press-button', 1, 'success', true, 1],
      ['type-word', 0, 'success', true, 1],
      ['type-word', 1, 'success', true, 1],
    ]);
    // Another seed is another exercise, and time shrinks the one reward and not the other.
    expect(new Set(report.episodes.map(({ utterance }) => utterance)).size).toBeGreaterThan(3);
    const timed = report.episodes.find(({ task }) => task === 'press-button')!;
    expect(timed.reward).toBeGreaterThan(0);
    expect(timed.reward).toBeLessThan(1);
    // The agent was given the sentence, and neither the rewards, nor the cover, nor a way to run scripts.
    const agent = asked.filter(({ purpose }) => purpose === 'agent');
    expect(shown(agent[0]!)).toContain('from the list and click Submit.');
    for (const request of agent) {
      expect(shown(request)).not.toMatch(/Last reward|Time left|START/);
      expect(JSON.stringify(request.tools)).not.toContain('evaluate');
    }
    const lines = (await readFile(join(folder, 'report', 'episodes.ndjson'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => episodeSchema.parse(JSON.parse(line)))).toEqual(report.episodes);
    expect(JSON.parse(await readFile(join(folder, 'report', 'miniwob.json'), 'utf8'))).toMatchObject({ all: { success: 6, scored: 6 } });
    expect(summaryText(report)).toMatch(/press-button +2\/2 {2}100\.0 % \(95 %: 34\.2 % to 100\.0 %\)/);
  });

  test('ignore what the agent reports, and end only once', async () => {
    let step = 0;
    const report = await run(['press-button'], [3], (request) => {
      if (request.purpose !== 'agent') return request.purpose === 'goal_judge' ? { text: 'fill_form' } : { text: 'safe' };
      const [, wanted = ''] = /Click on the \\"(\w+)\\" button/.exec(shown(request)) ?? [];
      const wrong = ['Ok', 'Stop', 'Later', 'Next'].find((word) => word !== wanted)!;
      step += 1;
      if (step === 1) return act('click', { selector: refOf(request, new RegExp(`\\\\"${wrong}\\\\"`)) });
      if (step === 2) return act('click', { selector: refOf(request, new RegExp(`\\\\"${wanted}\\\\"`)) });
      // The reward is nowhere in the page.
      if (step === 3) return act('extract', { selector: '#reward-last' });
      return doneAt('Click on the');
    });
    expect(report.episodes).toEqual([expect.objectContaining({ outcome: 'failure', done: true, raw_reward: -1, run_status: 'completed' })]);
    expect(shown(asked.at(-1)!)).not.toContain('-1.00');
  });

  test('do not restart when the page is reloaded, and have no verdict when the seed gives another exercise', async () => {
    let step = 0;
    const report = await run(['press-button', 'press-button-broken'], [1], (request) => {
      if (request.purpose !== 'agent') return request.purpose === 'goal_judge' ? { text: 'fill_form' } : { text: 'safe' };
      step += 1;
      const [, url = ''] = /url: (http:\S+?)\\n/.exec(shown(request)) ?? [];
      return step === 1 ? act('goto', { url }) : act('done', { success: false, summary: 'The exercise is over.', verified: '' });
    });
    expect(asked.some((request) => shown(request).includes('This episode has ended'))).toBe(true);
    expect(report.episodes).toEqual([
      expect.objectContaining({ task: 'press-button', outcome: 'failure', done: false, reason: 'the agent left the page' }),
      expect.objectContaining({ task: 'press-button-broken', outcome: 'no_verdict' }),
    ]);
    expect(report.all).toMatchObject({ scored: 1, no_verdict: 1, success: 0 });
  });
});

test('finds the tasks from either folder, and names what is missing', async () => {
  const names = ['pick-colour', 'press-button', 'press-button-broken', 'type-word'];
  expect(await findTasks(TASKS)).toEqual({ root: TASKS, path: 'miniwob', tasks: names });
  expect(await findTasks(join(TASKS, 'miniwob'))).toEqual({ root: TASKS, path: 'miniwob', tasks: names });
  await expect(findTasks(folder)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(run(['no-such-task'], [1], solver)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('serves an episode once, the files that tasks load, and nothing outside the folder', async () => {
  const server = await serveTasks(await findTasks(TASKS));
  try {
    const url = server.episode('type-word', 7, 1_000);
    expect(await (await fetch(url)).text()).toContain('Math.seedrandom(7)');
    expect((await fetch(url)).status).toBe(410);
    expect((await fetch(url.replace(/\?.*/, ''))).status).toBe(410);
    const { origin } = new URL(url);
    expect((await fetch(`${origin}/core/core.js`)).headers.get('content-type')).toContain('javascript');
    for (const path of ['/..%2fminiwob.test.ts', '/%2e%2e/%2e%2e/miniwob.test.ts', '/core', '/%zz', '/']) {
      expect((await fetch(`${origin}${path}`)).status, path).toBe(404);
    }
  } finally {
    await server.close();
  }
});

test.each([
  ['0-3', [0, 1, 2, 3]],
  ['5', [5]],
  ['7-9,1, 8', [1, 7, 8, 9]],
])('parses the seeds %s', (text, seeds) => expect(parseSeeds(text)).toEqual(seeds));

test.each(['', '3-1', 'a', '1,', '-1', '0-99999'])('refuses "%s" as seeds', (text) =>
  expect(() => parseSeeds(text)).toThrow('is not a list of seeds'),
);

test('counts only episodes with a verdict', () => {
  const episode = {
    task: 'a',
    seed: 1,
    utterance: 'x',
    done: true,
    reward: 1,
    raw_reward: 1,
    reason: null,
    run_id: null,
    run_status: null,
    steps: 2,
    input_tokens: 90,
    output_tokens: 10,
    cost_usd: 0.5,
    duration_ms: 1,
    error: null,
  };
  const report = summarize(
    [
      { ...episode, outcome: 'success' },
      { ...episode, outcome: 'failure', steps: 4 },
      { ...episode, outcome: 'no_verdict', steps: 90 },
      { ...episode, task: 'b', outcome: 'no_verdict' },
    ],
    null,
  );
  expect(report.tasks).toEqual([
    expect.objectContaining({ task: 'a', success: 1, scored: 2, no_verdict: 1, mean_steps: 3, mean_tokens: 100, cost_usd: 1 }),
    expect.objectContaining({ task: 'b', success: 0, scored: 0, no_verdict: 1, rate: null }),
  ]);
  expect(report.all.rate?.value).toBe(0.5);
});
