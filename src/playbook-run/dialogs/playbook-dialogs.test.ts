import { expect, test } from 'vitest';
import type { BrowserSession, DialogDecider } from '../../browser/index.ts';
import { parsePlaybook } from '../../playbook/index.ts';
import { PlaybookDialogs } from './playbook-dialogs.ts';

test('a question that comes before the next step belongs to the step before, and the next does not run', () => {
  let decider: DialogDecider | undefined;
  const stub: Partial<BrowserSession> = {
    decideDialogs: (next) => {
      decider = next;
    },
    writesSent: () => 0,
  };
  const session = stub as BrowserSession;
  const parsed = parsePlaybook(
    "id: p\nname: P\nsteps:\n  - { action: click, selector: { primary: '#a' }, description: Save }\n  - { action: click, selector: { primary: '#b' } }\n",
    'p.yaml',
  );
  if (!parsed.ok) throw new Error('the playbook is valid');
  const [first, second] = parsed.playbook.steps;
  {
    using dialogs = new PlaybookDialogs(session);
    const saved = dialogs.ofStep(first!, 1);
    dialogs.begin(saved);
    expect(dialogs.lateFailure()).toBeUndefined();
    expect(decider?.decide({ type: 'confirm', text: 'Print it?', url: '' })).toEqual({ accept: false });
    expect(dialogs.lateFailure()?.failure?.reason).toBe('dialog');
    expect(() => dialogs.begin(dialogs.ofStep(second!, 2))).toThrow(
      'It did not run, because of a dialog of step 1 (Save): The page asked "Print it?" (confirm)',
    );
  }
  expect(decider).toBeUndefined();
});
