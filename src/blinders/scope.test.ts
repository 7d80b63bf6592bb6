import { describe, expect, test } from 'vitest';
import { commandNameSchema } from '../actions/index.ts';
import { goalTypeSchema } from '../contract/index.ts';
import { ELEMENT_KINDS, GOAL_LIMITS } from './element-kind.ts';
import { actionAllowed, createScope } from './scope.ts';

describe('the table of goal types', () => {
  test.each(['read', 'navigate'] as const)('%s allows no forms, dangerous buttons, account controls, typing or sequences', (goal) => {
    expect(createScope('', goal)).toEqual({
      goalType: goal,
      actions: ['goto', 'click', 'hover', 'screenshot', 'scroll', 'extract', 'get_dom', 'wait_for', 'switch_tab', 'close_tab'],
      hiddenKinds: ['submit', 'dangerous_button', 'form_field', 'file_input', 'account_control'],
      domains: [],
    });
  });

  test('interact allows forms and buttons', () => {
    const scope = createScope('', 'interact');
    expect(scope.hiddenKinds).toEqual(['file_input', 'account_control']);
    expect(scope.actions).toContain('key_press');
    expect(scope.actions).not.toContain('upload');
  });

  test('fill_form allows everything an agent can do, and nothing that only a playbook may', () => {
    const scope = createScope('', 'fill_form');
    expect(scope.hiddenKinds).toEqual([]);
    expect(commandNameSchema.options.filter((action) => !scope.actions.includes(action))).toEqual(['evaluate', 'api_request']);
  });

  test('each goal includes the narrower ones', () => {
    const [read, navigate, interact, fill] = goalTypeSchema.options.map((goal) => GOAL_LIMITS[goal]);
    for (const [less, more] of [
      [read, navigate],
      [navigate, interact],
      [interact, fill],
    ] as const) {
      expect(more!.actions).toEqual(expect.arrayContaining([...less!.actions]));
      expect(more!.kinds).toEqual(expect.arrayContaining([...less!.kinds]));
    }
  });
});

describe('createScope', () => {
  test('lets a profile set the goal and remove actions and kinds', () => {
    const scope = createScope('Look at shop.example.com', 'read', {
      goal_type: 'interact',
      denied_actions: ['download', 'evaluate'],
      hidden_kinds: ['dangerous_button', 'no such kind'],
    });
    expect(scope.goalType).toBe('interact');
    expect(scope.actions).not.toContain('download');
    expect(scope.hiddenKinds).toEqual(['dangerous_button', 'file_input', 'account_control']);
    expect(scope.domains).toEqual(['*.shop.example.com']);
  });

  test('lets no profile add to the goal type', () => {
    const scope = createScope('', 'read', { denied_actions: [], hidden_kinds: [] });
    expect(scope).toEqual(createScope('', 'read'));
  });
});

describe('actionAllowed', () => {
  test('refuses actions outside the goal and says what to do', () => {
    expect(actionAllowed(createScope('', 'read'), 'key_press')).toEqual({
      ok: false,
      reason:
        "This run's goal is to read: it does not include the action key_press (only goto, click, hover, screenshot, scroll, extract, get_dom, wait_for, switch_tab, close_tab). If it is needed, say so in the directive or set goal_type in a profile.",
    });
  });

  test('refuses hidden kinds of elements', () => {
    expect(actionAllowed(createScope('', 'navigate'), 'click', 'dangerous_button')).toMatchObject({ ok: false });
    expect(actionAllowed(createScope('', 'interact'), 'click', 'account_control')).toMatchObject({ ok: false });
    expect(actionAllowed(createScope('', 'navigate'), 'click', 'link')).toEqual({ ok: true });
  });

  test('never allows evaluate and api_request', () => {
    for (const goal of goalTypeSchema.options) {
      expect(actionAllowed(createScope('', goal), 'evaluate').ok).toBe(false);
      expect(actionAllowed(createScope('', goal), 'api_request').ok).toBe(false);
      for (const kind of ELEMENT_KINDS)
        expect(actionAllowed(createScope('', goal), 'click', kind).ok).toBe(GOAL_LIMITS[goal].kinds.includes(kind));
    }
  });
});
