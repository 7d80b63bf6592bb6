import { describe, expect, test } from 'vitest';
import type { EffectEvidence, LedgerEntry } from '../../contract/index.ts';
import { parsePlaybook } from '../schema/parse.ts';
import { declareEffects, readRuleFor } from './declare-effects.ts';
import { type RecordedRun, undeclaredEffects } from './undeclared-effects.ts';

const HEAD = "id: save\nname: Save\nparameters: [{ name: order }]\nstart_url: 'https://shop.example'\n";
const STEPS = `steps:
  - { action: click, description: 'Open order {order}', selector: { primary: '#open' } }
  - { action: click, selector: { primary: 'role=row[name="{order}"] >> button', fallbacks: ['#save'] } }`;

function playbook(text = HEAD + STEPS) {
  const parsed = parsePlaybook(text, 'save.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  return parsed.playbook;
}

const sent = (path: string, more: Partial<EffectEvidence> = {}): EffectEvidence => ({
  method: 'POST',
  host: 'shop.example',
  path,
  status: 200,
  outcome: 'answered',
  at: '2026-01-01T00:00:00.000Z',
  ...more,
});
const entry = (step: number, evidence: EffectEvidence[], more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  id: String(step),
  step,
  description: step === 1 ? 'Open order 7' : 'click',
  state: 'committed',
  driver: 'playbook',
  declared: false,
  evidence,
  ...more,
});
const OPENS = { step: 1, action: 'click', description: 'Open order 7', selector: '#open' };
const SAVES = { step: 2, action: 'click', description: '', selector: 'role=row[name="7"] >> button' };
const run = (runId: string, ledger: LedgerEntry[], steps: RecordedRun['steps'] = [OPENS, SAVES]): RecordedRun => ({ runId, steps, ledger });

describe('what recorded runs show', () => {
  test('takes the newest run that shows an undeclared effect, each kind of request once, in the order of the steps', () => {
    const runs = [
      run('newest', [entry(2, [sent('/save'), sent('/save', { status: 302 }), sent('/log', { outcome: 'not_sent' })])]),
      run('older', [entry(1, [sent('/open')]), entry(2, [sent('/other')])]),
    ];
    const { found, refused } = undeclaredEffects(playbook(), runs);
    expect(refused).toEqual([]);
    expect(found).toEqual([
      { step: 1, action: 'click', description: 'Open order 7', runId: 'older', requests: [sent('/open')] },
      { step: 2, action: 'click', description: 'click', runId: 'newest', requests: [sent('/save', { status: 302 })] },
    ]);
  });

  test.each<[string, string, LedgerEntry]>([
    ['the run knew it was declared', STEPS, entry(1, [sent('/open')], { declared: true })],
    ['an earlier version of Rote wrote the entry', STEPS, entry(1, [sent('/open')], { declared: undefined })],
    ['the playbook declares it now', STEPS.replace("'#open' }", "'#open' }, effect: write"), entry(1, [sent('/open')])],
    ['the playbook lists it as a read now', `reads: [{ method: POST, path: /open/* }]\n${STEPS}`, entry(1, [sent('/open/7')])],
    ['its operation is listed', `reads: [{ path: /api, body: Find }]\n${STEPS}`, entry(1, [sent('/api', { operation: 'mutation Find' })])],
    ['nothing reached the application', STEPS, entry(1, [sent('/open', { outcome: 'not_sent' })])],
  ])('leaves an effect out: %s', (_why, steps, one) => {
    expect(undeclaredEffects(playbook(HEAD + steps), [run('r', [one])])).toEqual({ found: [], refused: [] });
  });

  test.each<[string, RecordedRun['steps'][number], string]>([
    ['is not in the playbook', { ...OPENS, step: 3 }, 'is not in the playbook'],
    ['had another action', { ...OPENS, action: 'key_press' }, 'was the action key_press and is click now'],
    ['had another description', { ...OPENS, description: 'Delete order 7' }, 'is "Open order {order}" now'],
    ['had another element and no description', { ...SAVES, selector: '#saved' }, 'acts on "role=row[name="{order}"] >> button" now'],
    ['has no description any more', { ...SAVES, description: 'Save' }, 'is "click" now'],
  ])('refuses a step that %s', (_what, ran, why) => {
    const { found, refused } = undeclaredEffects(playbook(), [run('r7', [entry(ran.step, [sent('/x')], { description: 'Do it' })], [ran])]);
    expect(found).toEqual([]);
    expect(refused).toEqual([`Step ${ran.step} (Do it) of run r7 ${why}: the playbook changed since that run. Run it again.`]);
  });

  test.each(['#save', '#save >> visible=true', 'iframe >> internal:control=enter-frame >> #save', 'role=row[name="A \\"7\\""] >> button'])(
    'knows an element by the selector that found it: %s',
    (selector) => {
      const { found } = undeclaredEffects(playbook(), [run('r', [entry(2, [sent('/save')])], [{ ...SAVES, selector }])]);
      expect(found).toHaveLength(1);
    },
  );

  test('does not refuse a step of an old run that a newer run knows otherwise', () => {
    const old = run('old', [entry(1, [sent('/x')])], [{ ...OPENS, description: 'Before the change' }]);
    expect(undeclaredEffects(playbook(), [run('new', []), old])).toEqual({ found: [], refused: [] });
    expect(undeclaredEffects(playbook(), [old]).refused).toHaveLength(1);
  });
});

test.each<[EffectEvidence, ReturnType<typeof readRuleFor>]>([
  [sent('/orders/search'), { method: 'POST', path: '/orders/search' }],
  [sent('/orders/4711/find', { method: 'PUT' }), { method: 'PUT', path: '/orders/*/find' }],
  [sent('/o/0190f1c4-55aa-7000-8000-1234567890ab'), { method: 'POST', path: '/o/*' }],
  [sent('/acceded-defaced'), { method: 'POST', path: '/acceded-defaced' }],
  [sent('/graphql', { operation: 'mutation FindOrders' }), { method: 'POST', path: '/graphql', body: 'FindOrders' }],
  [sent('/odata/$batch', { operation: 'POST Orders, GET Lines' }), undefined],
])('a rule for a request that only reads: $path $operation', (request, rule) => {
  expect(readRuleFor(request)).toEqual(rule);
});

test('declares effects and adds each rule once', () => {
  const rule = { method: 'POST', path: '/find' };
  const changed = declareEffects(playbook(), { writes: [2], reads: [rule, { ...rule }] });
  expect(changed.steps.map(({ effect }) => effect)).toEqual(['none', 'write']);
  expect(changed.reads).toEqual([rule]);
  expect(declareEffects(changed, { writes: [], reads: [rule] })).toEqual(changed);
});
