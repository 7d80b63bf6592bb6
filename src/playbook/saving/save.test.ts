import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffPlaybooks, type Playbook, parsePlaybook, type Step, savePlaybook } from '../index.ts';

/** As a person writes: comments, blank lines, irregular spacing, both kinds of quotes, flow and block. */
const WRITTEN = `# Cancels one order. Ask Ines before you change it.
id: cancel_order
name:   "Cancel an order"     # shown in the list
tags: [ cancel order,   'cancel' ]

parameters:
  # The number without its sign.
  - { name: order_id,   pattern: '#?(\\d{3,})' }
  - name: note
    default: "none"

start_url: '{base_url}/orders'
steps:

  - action: key_press      # the search field
    selector:
      primary: "#q"
      fallbacks:
        - role=searchbox
        - '[name="q"]'     # old pages
    params: { text: '{order_id}',  key: Enter }

  # now the row
  - action: click
    selector: { primary: 'role=button[name="Cancel {order_id}"]' }
    on_failure: retry
    failure_message: >
      The order could not
      be cancelled.
  - action: evaluate
    params:
      script: |
        () => {
          return document.title
        }
    store_as: title
summary: done   # last line
`;

function read(text: string): Playbook {
  const parsed = parsePlaybook(text, 'test.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return parsed.playbook;
}

function changed(change: (playbook: Playbook) => void): string {
  const playbook = read(WRITTEN);
  change(playbook);
  const saved = savePlaybook(WRITTEN, playbook);
  expect(read(saved)).toEqual(playbook);
  return saved;
}

/** The lines that differ, by a diff. */
function difference(after: string): string[] {
  return diffPlaybooks(WRITTEN, after, 'x')
    .split('\n')
    .filter((line) => /^[+-]/.test(line) && !/^(---|\+\+\+)/.test(line));
}

describe('savePlaybook', () => {
  test('keeps an unchanged playbook byte for byte', () => {
    expect(savePlaybook(WRITTEN, read(WRITTEN))).toBe(WRITTEN);
  });

  test('keeps the quotes of a changed text, and all other lines', () => {
    const saved = changed((playbook) => {
      playbook.name = 'Cancel "one" order';
      const [first] = playbook.steps;
      if (first?.action === 'key_press') first.params.key = 'Tab';
    });
    expect(difference(saved)).toEqual([
      '-name:   "Cancel an order"     # shown in the list',
      '+name:   "Cancel \\"one\\" order"     # shown in the list',
      "-    params: { text: '{order_id}',  key: Enter }",
      "+    params: { text: '{order_id}',  key: Tab }",
    ]);
  });

  test('moves a healed selector to the front of its chain', () => {
    const saved = changed((playbook) => {
      const [first] = playbook.steps;
      if (first?.action !== 'key_press' || typeof first.selector !== 'object') return;
      first.selector.fallbacks.unshift(first.selector.primary);
      first.selector.primary = 'role=searchbox[name="Find it\'s order"]';
    });
    expect(difference(saved)).toEqual([
      '-      primary: "#q"',
      '+      primary: "role=searchbox[name=\\"Find it\'s order\\"]"',
      "+        - '#q'",
    ]);
  });

  test('keeps a selector as plain text, and replaces it where it becomes a chain', () => {
    const text = "id: a\nname: A\nsteps:\n  - action: click\n    selector: '#save'   # the button\n";
    const saved = (change: (step: Step & { action: 'click' }) => void) => {
      const playbook = read(text);
      const [step] = playbook.steps;
      if (step?.action === 'click') change(step);
      return savePlaybook(text, playbook);
    };
    expect(saved((step) => Object.assign(step, { description: 'Save' }))).toBe(`${text}    description: Save\n`);
    expect(saved((step) => Object.assign(step, { selector: '#send' }))).toBe(text.replace('#save', '#send'));
    expect(saved((step) => Object.assign(step, { selector: { primary: '#send', fallbacks: ['#save'] } }))).toContain(
      "    selector: { primary: '#send', fallbacks: ['#save'] }   # the button\n",
    );
  });

  test('changes only the lines of a new key, a new step and a removed step', () => {
    const saved = changed((playbook) => {
      playbook.steps[1]!.effect = 'write' as never;
      playbook.steps.splice(2, 1);
      playbook.steps.unshift({
        action: 'wait_for',
        selector: { primary: 'text="Orders: all"', fallbacks: [] },
        params: { state: 'visible' },
        effect: 'none',
        description: '',
        on_failure: 'llm_recover',
        on_unverified: 'report',
      });
    });
    expect(saved).toContain('# the search field');
    expect(saved).toContain('  # now the row\n');
    expect(
      difference(saved)
        .filter((line) => line.startsWith('-'))
        .join('\n'),
    ).not.toContain('key_press');
  });

  test('keeps block texts as blocks', () => {
    const saved = changed((playbook) => {
      const script = playbook.steps[2];
      if (script?.action === 'evaluate') script.params.script = '() => {\n  return 1 + 1\n}\n';
    });
    expect(difference(saved)).toEqual(['-          return document.title', '+          return 1 + 1']);
  });

  test('adds keys to flow mappings and removes them', () => {
    const saved = changed((playbook) => {
      const [parameter] = playbook.parameters;
      delete parameter!.pattern;
      parameter!.description = 'The number: without #';
      playbook.tags.push('storno, sofort');
    });
    expect(saved).toContain("{ name: order_id, description: 'The number: without #' }");
    expect(saved).toContain("tags: [ cancel order,   'cancel', 'storno, sofort' ]");
  });

  test('does not write an injected parameter into its step', () => {
    const text =
      "id: a\nname: A\nparameters: [{ name: who, inject_into: steps.0.params.text }]\nsteps:\n  - action: key_press\n    selector: { primary: '#a' }\n";
    const playbook = read(text);
    playbook.name = 'B';
    expect(savePlaybook(text, playbook)).toBe(text.replace('name: A', 'name: B'));
  });

  test('writes a new playbook whole', () => {
    const playbook = read(WRITTEN);
    expect(read(savePlaybook('', playbook))).toEqual(playbook);
  });

  test('does not save an invalid playbook', () => {
    expect(() => savePlaybook(WRITTEN, { ...read(WRITTEN), steps: [] })).toThrow('cannot be saved: steps is empty');
    expect(() => savePlaybook('steps: 3', read(WRITTEN))).toThrow('A playbook with problems cannot be changed');
  });

  test('reads back after any change, and keeps the comments of what stays', () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 }).map((value) => value.toWellFormed().replace(/[{}\ufdd0-\ufdef]/g, ''));
    const filledText = text.map((value) => `x${value}`);
    const edit = fc.record({
      name: fc.option(filledText, { nil: undefined }),
      description: fc.option(text, { nil: undefined }),
      tags: fc.option(fc.array(filledText, { maxLength: 4 }), { nil: undefined }),
      summary: fc.option(text, { nil: undefined }),
      texts: fc.array(fc.tuple(fc.nat(3), text), { maxLength: 3 }),
      order: fc.shuffledSubarray([0, 1, 2], { minLength: 1 }),
    });
    fc.assert(
      fc.property(edit, ({ name, description, tags, summary, texts, order }) => {
        const playbook = read(WRITTEN);
        if (name !== undefined) playbook.name = name;
        if (description !== undefined) playbook.description = description;
        if (tags !== undefined) playbook.tags = tags;
        playbook.summary = summary;
        if (summary === undefined) delete playbook.summary;
        playbook.steps = order.map((index) => playbook.steps[index]!);
        for (const [index, value] of texts) {
          const step = playbook.steps[index];
          if (step?.action === 'key_press') step.params.text = value;
          else if (step !== undefined) step.failure_message = value;
        }
        const saved = savePlaybook(WRITTEN, playbook);
        expect(read(saved)).toEqual(playbook);
        expect(saved).toContain('# Cancels one order. Ask Ines before you change it.\n');
        expect(saved).toContain('# The number without its sign.');
      }),
      { numRuns: 100 },
    );
  });
});

describe('diffPlaybooks', () => {
  test('is empty for the same text', () => {
    expect(diffPlaybooks(WRITTEN, WRITTEN, 'a.yaml')).toBe('');
  });

  test('is a unified diff with line numbers', () => {
    const before = Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join('');
    const after = before.replace('line 3\n', 'line three\n').replace('line 18\n', '');
    expect(diffPlaybooks(before, after, 'a.yaml')).toBe(
      [
        '--- a/a.yaml',
        '+++ b/a.yaml',
        '@@ -1,6 +1,6 @@',
        ' line 1',
        ' line 2',
        '-line 3',
        '+line three',
        ' line 4',
        ' line 5',
        ' line 6',
        '@@ -15,6 +15,5 @@',
        ' line 15',
        ' line 16',
        ' line 17',
        '-line 18',
        ' line 19',
        ' line 20',
        '',
      ].join('\n'),
    );
  });
});
