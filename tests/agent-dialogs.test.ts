import { expect, test } from 'vitest';
import { createScriptedModel, type ModelRequest, type ScriptedReply } from '../src/model/index.ts';
import type { RunDeps } from '../src/run/index.ts';
import { DIALOG_PAGES } from './fixtures/pages/dialogs.ts';
import { act, refOf } from './support/scripted-agent.ts';
import { usePages } from './support/use-pages.ts';

const shop = usePages(DIALOG_PAGES);

/** Lets an agent click a button and end, while another model judges. Returns what the agent read after the click. */
async function click(
  {
    path,
    name,
    dialog,
    judge = 'no model',
    goal = 'fill_form',
  }: { path: string; name: string; dialog?: string; judge?: string; goal?: string },
  deps: Partial<RunDeps> = {},
) {
  const asked: ModelRequest[] = [];
  const model = createScriptedModel((request, call): ScriptedReply => {
    if (request.purpose === 'goal_judge') return { text: goal };
    asked.push(request);
    return call > 1 ? act('done', { success: false, summary: 'Done' }) : act('click', { selector: refOf(request, name), dialog });
  });
  const utility = createScriptedModel((request) => {
    if (request.purpose === 'goal_judge') return { text: goal };
    const isDialog = JSON.stringify(request.messages).includes('dialog: ');
    return { text: isDialog ? judge : 'safe' };
  });
  const executed = await shop.place.run(
    {
      directive: goal === 'read' ? 'Read the page' : 'Fill in the form and continue',
      execution_mode: 'agent_only',
      start_url: shop.pages.url(path),
      guardrails: { allow_private_networks: true, enable_llm_action_check: false },
      recording: { trace: false, screenshots: false },
    },
    { models: () => ({ primary: model, utility }), ...deps },
  );
  const results = asked[1]?.messages.flatMap((message) => ('results' in message ? message.results.map(({ text }) => text) : [])) ?? [];
  const action = executed.events.findLast((event) => event.type === 'action');
  return { ...executed, read: results.join('\n'), action };
}

test('a question is dismissed, and the agent reads what it said and how to agree', async () => {
  const { read, report, action } = await click({ path: '/drafts', name: 'Next' });
  expect(shop.posted()).toEqual([]);
  expect(read).toContain('FAILED: The page asked something in a native confirm dialog, which was dismissed.');
  expect(read).toContain('repeat the action with dialog: "accept"');
  expect(read).toMatch(/The browser reports: .*\n.*"All 14 drafts will be deleted permanently/);
  const dialogs = [{ type: 'confirm', text: 'All 14 drafts will be deleted permanently. Continue?', answer: 'dismissed' }];
  expect(action).toMatchObject({ ok: false, dialogs, error: { failure: { reason: 'dialog', performed: 'no' } } });
  expect(report.warnings).toEqual([expect.stringContaining('All 14 drafts will be deleted permanently')]);
});

test('a destructive one needs a yes of a person, whatever the model says and the settings are', async () => {
  const question = { path: '/drafts', name: 'Next', dialog: 'accept', judge: 'safe' };
  const alone = await click(question);
  expect(alone.read).toContain('it looks destructive, and no one is there to confirm it');
  const refused = await click(question, { confirm: async () => false });
  expect(refused.read).toContain('the person did not say yes');
  expect(shop.posted()).toEqual([]);
  expect(refused.events).toContainEqual(expect.objectContaining({ type: 'guard', where: 'dialog', verdict: 'blocked' }));

  const questions: string[] = [];
  const { read } = await click(question, { confirm: async (text) => questions.push(text) > 0 });
  expect(questions).toEqual([expect.stringContaining('All 14 drafts')]);
  expect(read).not.toContain('FAILED');
  expect(shop.posted()).toEqual(['/delete-drafts']);
});

test.each([
  ['safe', ['/archive-all']],
  ['destructive', []],
  ['I cannot say', []],
])('a model judges each that the patterns do not know: %s', async (judge, expected) => {
  const { read } = await click({ path: '/chain', name: 'Archive', dialog: 'accept', judge });
  expect(shop.posted()).toEqual(expected);
  expect(read.includes('FAILED')).toBe(expected.length === 0);
});

test('one that opens after the click has returned is accepted too', async () => {
  const { read } = await click({ path: '/checks', name: 'Next', dialog: 'accept', judge: 'safe' });
  expect(read).not.toContain('FAILED');
  expect(shop.posted()).toEqual(['/create']);
});

test('an agent that only reads cannot agree to anything', async () => {
  const { read } = await click({ path: '/checks', name: 'Next', dialog: 'accept', judge: 'safe', goal: 'read' });
  expect(read).toContain('it does not include accepting native dialogs');
  expect(shop.posted()).toEqual([]);
});

test.each([
  ['Approve refund R-5003', ['/decide']],
  ['Look whether refund R-5003 has a note, and write it into the diary', []],
])('the judge of a click knows the job and what is around the control: %s', async (directive, expected) => {
  const model = createScriptedModel((request, call): ScriptedReply => {
    if (call > 1) return act('done', { success: false, summary: 'Ended', verified: 'Refund R-5003' });
    return act('click', { selector: refOf(request, 'Save') });
  });
  const judged: string[] = [];
  const utility = createScriptedModel((request): ScriptedReply => {
    if (request.purpose === 'goal_judge') return { text: 'fill_form' };
    const [message] = request.messages;
    const facts = message && 'text' in message ? message.text : '';
    judged.push(facts);
    // A judge that does what its rules say.
    return { text: facts.includes('"job":"Approve') && facts.includes('chosen: Approved') ? 'safe' : 'destructive' };
  });
  await shop.place.run(
    {
      directive,
      execution_mode: 'agent_only',
      start_url: shop.pages.url('/decision'),
      guardrails: { allow_private_networks: true },
      recording: { trace: false, screenshots: false },
    },
    { models: () => ({ primary: model, utility }) },
  );
  expect(judged).toHaveLength(1);
  for (const told of ['Refund R-5003', 'Decided by = Noor', '"method":"POST"', 'asked on the page', 'press Save on every other refund'])
    expect(judged[0]).toContain(told);
  expect(shop.posted()).toEqual(expected);
});
