import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultGuardrails } from '../../contract/index.ts';
import { createStuckDetector } from './stuck-detector.ts';
import type { StuckAction } from './stuck-signature.ts';

const PAGE = 'https://shop.test/orders';

/** Records actions, each given by what differs from the default, and returns the levels. */
function levels(actions: readonly Partial<StuckAction>[], settings: Partial<typeof defaultGuardrails> = {}): string[] {
  const detector = createStuckDetector({ ...defaultGuardrails, ...settings });
  return actions.map((action) => detector.record({ action: 'click', target: '#a', ok: true, url: PAGE, ...action }).level);
}

const clicks = (targets: string): Partial<StuckAction>[] => [...targets].map((target) => ({ target: `#${target}` }));
const times = (count: number, action: Partial<StuckAction> = {}): Partial<StuckAction>[] => Array.from({ length: count }, () => action);
const visits = (pages: string): Partial<StuckAction>[] =>
  [...pages].map((page, index) => ({ target: `#link${index}`, url: `https://shop.test/${page}` }));
const none = (count: number): string[] => Array.from({ length: count }, () => 'none');

describe('the same action in a row', () => {
  test('3 hint, 5 warn, 7 stop', () => {
    expect(levels(times(8))).toEqual(['none', 'none', 'hint', 'hint', 'warning', 'warning', 'stop', 'stop']);
  });

  test('a goto repeats by its normalised address, a selector by its text without outer or double spaces', () => {
    const goto = (target: string): Partial<StuckAction> => ({ action: 'goto', target, url: 'https://shop.test/a' });
    expect(levels([goto('https://shop.test/a'), goto('https://SHOP.TEST/a/'), goto('https://shop.test:443/a')])).toEqual([
      'none',
      'none',
      'hint',
    ]);
    expect(levels([goto('https://shop.test/a'), goto('https://shop.test/a?page=2'), goto('https://shop.test/a')]).at(-1)).toBe('none');
    expect(levels([{ target: 'text=Save  it' }, { target: ' text=Save it ' }, { target: 'text=Save\nit' }])).toEqual([
      'none',
      'none',
      'hint',
    ]);
  });

  test('distinguishes whether text was typed, not which text', () => {
    const typed = { action: 'key_press', target: '#q', typedText: true };
    expect(levels([typed, typed, typed])).toEqual(['none', 'none', 'hint']);
    expect(levels([typed, { ...typed, typedText: false }, typed])).toEqual(none(3));
  });

  test('an interruption before the hint resets the count', () => {
    expect(levels(clicks('aabaacaa'))).toEqual(none(8));
  });

  test('after a hint the count falls by one with each other action', () => {
    expect(levels(clicks('aaaaaabaa')).slice(5)).toEqual(['warning', 'none', 'warning', 'stop']);
    expect(levels(clicks('aaabcda')).slice(2)).toEqual(['hint', 'none', 'none', 'none', 'none']);
  });

  test('only the window counts', () => {
    expect(levels(times(20), { stuck_window_size: 4 })).toEqual([...none(2), ...Array.from({ length: 18 }, () => 'hint')]);
  });

  test('paging through a list is not a repeat while every click opens a new page', () => {
    const next = Array.from({ length: 20 }, (_, page) => ({ target: 'text=Next', url: `${PAGE}?page=${page + 2}` }));
    expect(levels([{ action: 'goto', target: PAGE }, ...next])).toEqual(none(21));
    expect(levels([...next, ...times(7, next.at(-1))]).slice(20)).toEqual(['none', 'hint', 'hint', 'warning', 'warning', 'stop', 'stop']);
  });

  test('reading each page in between is not a cycle either', () => {
    const pages = Array.from({ length: 8 }, (_, page) => [
      { target: 'text=Next', url: `${PAGE}?page=${page}` },
      { action: 'extract', target: 'table', url: `${PAGE}?page=${page}` },
    ]).flat();
    expect(levels(pages)).toEqual(none(16));
  });

  test('six clicks on "next" with an unchanged address cause a warning, not a stop; reported progress causes neither', () => {
    expect(levels(times(6))).not.toContain('stop');
    expect(levels(times(12, { progress: true }))).toEqual(none(12));
    expect(levels(times(3, { progress: true, ok: false })).at(-1)).toBe('hint');
  });
});

describe('cycles', () => {
  test('two actions three times over, then the level rises', () => {
    expect(levels(clicks('abababab'))).toEqual([...none(5), 'hint', 'warning', 'stop']);
  });

  test('three actions three times over', () => {
    expect(levels(clicks('abcabcabcab'))).toEqual([...none(8), 'hint', 'warning', 'stop']);
  });

  test('four actions are a cycle only if configured', () => {
    expect(levels(clicks('abcdabcdabcdabcd'))).toEqual(none(16));
    expect(levels(clicks('abcdabcdabcd'), { stuck_cycle_max_length: 4 }).at(-1)).toBe('hint');
  });

  test('going back and forth between two addresses', () => {
    const goto = (page: string) => ({ action: 'goto', target: `https://shop.test/${page}`, url: `https://shop.test/${page}` });
    expect(levels([...'ababab'].map(goto))).toEqual([...none(5), 'hint']);
  });

  test('twice is not three times', () => {
    expect(levels(clicks('ababcdcd'))).toEqual(none(8));
  });
});

describe('failures', () => {
  const outcomes = (text: string): Partial<StuckAction>[] =>
    [...text].map((outcome, index) => ({ target: `#t${index}`, ok: outcome === '+' }));

  test('three of the last five, then the level rises with each failure', () => {
    expect(levels(outcomes('-----'))).toEqual(['none', 'none', 'hint', 'warning', 'stop']);
    expect(levels(outcomes('-+-+-'))).toEqual([...none(4), 'hint']);
    expect(levels(outcomes('-++-+-'))).toEqual(none(6));
  });

  test('a success in between lowers the level by one', () => {
    expect(levels(outcomes('---+-'))).toEqual(['none', 'none', 'hint', 'none', 'hint']);
    expect(levels(outcomes('----++++---')).slice(3)).toEqual(['warning', ...none(6), 'hint']);
  });
});

describe('coming back to a page', () => {
  test('counts from stuck_revisit_gap on', () => {
    expect(levels(visits('abcdea')).at(-1)).toBe('hint');
    expect(levels(visits('abcda')).at(-1)).toBe('none');
    expect(levels(visits('aba'), { stuck_revisit_gap: 2 })).toEqual(['none', 'none', 'hint']);
    expect(levels(visits('aba'), { stuck_revisit_gap: 1 })).toEqual(['none', 'none', 'hint']);
    const far = Array.from({ length: 50 }, (_, index) => ({ target: `#l${index}`, url: `https://shop.test/${index}` }));
    expect(levels([...far, { target: '#back', url: 'https://shop.test/0' }], { stuck_revisit_gap: 50 }).at(-1)).toBe('hint');
    expect(levels([...far, { target: '#back', url: 'https://shop.test/1' }], { stuck_revisit_gap: 50 }).at(-1)).toBe('none');
  });

  test('acting on one page is one visit, and alternating between a list and its details is fine', () => {
    expect(levels(times(4).map((_, index) => ({ target: `#t${index}` })))).toEqual(none(4));
    expect(levels(visits('l1l2l3l4l5l6l7l8'))).toEqual(none(16));
  });

  test('ignores host case and a trailing slash, but not the query', () => {
    const to = (...urls: string[]) => urls.map((url, index) => ({ target: `#l${index}`, url }));
    const between = ['https://s.test/1', 'https://s.test/2', 'https://s.test/3', 'https://s.test/4'];
    expect(levels(to('https://s.test/a', ...between, 'https://S.TEST/a/')).at(-1)).toBe('hint');
    expect(levels(to('https://s.test/a', ...between, 'https://s.test/a?b')).at(-1)).toBe('none');
  });

  test('a failed navigation is not a visit; the final address counts, not the requested one', () => {
    const failed = { action: 'goto', target: 'https://shop.test/a', ok: false, url: 'https://shop.test/a' };
    expect(levels([...visits('bcdef'), failed]).at(-1)).toBe('none');
    const redirected = { action: 'goto', target: 'https://shop.test/new', url: 'https://shop.test/a' };
    expect(levels([...visits('abcde'), redirected]).at(-1)).toBe('hint');
  });
});

test('a message says what to do instead and quotes at most a short target', () => {
  const detector = createStuckDetector(defaultGuardrails);
  const action = { action: 'click', target: `#${'x'.repeat(500)}`, ok: true, url: PAGE };
  const verdicts = Array.from({ length: 7 }, () => detector.record(action));
  expect(verdicts[2]).toMatchObject({
    level: 'hint',
    reason: 'repeat',
    message: expect.stringMatching(/^Hint: .*3 times.*something else/),
  });
  expect(verdicts[4]).toMatchObject({ level: 'warning', message: expect.stringContaining('will be stopped') });
  expect(verdicts[6]).toMatchObject({ level: 'stop', message: expect.stringContaining('ends here') });
  for (const verdict of verdicts) expect(JSON.stringify(verdict).length).toBeLessThan(500);
});

describe('a run that makes progress is never stopped', () => {
  const anySettings = fc.record({
    stuck_window_size: fc.integer({ min: 2, max: 30 }),
    stuck_revisit_gap: fc.integer({ min: 1, max: 50 }),
    stuck_cycle_max_length: fc.integer({ min: 2, max: 10 }),
  });

  test('if every action reaches a new page, whatever its signature', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('#next', '#more'), { maxLength: 60 }), anySettings, (targets, settings) => {
        const actions = targets.map((target, page) => ({ target, url: `https://shop.test/${page}` }));
        expect(levels(actions, settings)).toEqual(none(actions.length));
      }),
    );
  });

  test('if every action differs and succeeds, and no page is revisited', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), anySettings, (moves, settings) => {
        let page = 0;
        const actions = moves.map((moved, index) => ({ target: `#t${index}`, url: `https://shop.test/${moved ? ++page : page}` }));
        expect(levels(actions, settings)).toEqual(none(actions.length));
      }),
    );
  });

  test('if at most one failure and one repetition come before something new', () => {
    const round = fc.array(fc.constantFrom<Partial<StuckAction>>({ target: '#a', ok: false }, { target: '#a' }), { maxLength: 2 });
    fc.assert(
      fc.property(fc.array(round, { maxLength: 20 }), (rounds) => {
        const actions = rounds.flatMap((attempts, page) => [
          ...attempts.slice(0, 1).map((attempt) => ({ ...attempt, url: `https://shop.test/${page}` })),
          { target: '#go', url: `https://shop.test/${page + 1}` },
          { target: `#read${page}`, url: `https://shop.test/${page + 1}` },
        ]);
        expect(levels(actions)).not.toContain('stop');
      }),
    );
  });
});

test('a run that repeats itself forever is always stopped', () => {
  const loop = fc.uniqueArray(fc.constantFrom('#a', '#b', '#c'), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(loop, fc.boolean(), (targets, ok) => {
      const actions = Array.from({ length: 13 }, (_, index) => ({ target: targets[index % targets.length]!, ok }));
      expect(levels(actions)).toContain('stop');
    }),
  );
});
