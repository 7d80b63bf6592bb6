import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parsePlaybook } from '../schema/parse.ts';
import type { Playbook } from '../schema/playbook-schema.ts';
import type { Step } from '../schema/steps/step.ts';
import { bindCondition, bindPlaybook, bindStep, bindText } from './bind.ts';
import { credentialNames, resolveSecrets } from './secrets.ts';

function read(value: Record<string, unknown>): Playbook {
  const parsed = parsePlaybook(JSON.stringify({ id: 'p', name: 'P', ...value }), 'p.yaml');
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'));
  return parsed.playbook;
}

/** Binds a playbook and each of its steps, as a run does. */
function run(playbook: Playbook, values: Record<string, string>, later: Record<string, string> = {}): Step[] {
  const bound = bindPlaybook(playbook, values);
  if (!bound.ok) throw new Error(bound.problems.map((problem) => problem.message).join('\n'));
  return bound.playbook.steps.map((template) => {
    const step = bindStep(template, later);
    if (!step.ok) throw new Error(step.problems.map((problem) => problem.message).join('\n'));
    return resolveSecrets(step.step, (name) => `<${name}>`);
  });
}

function refusal(playbook: Playbook, values: Record<string, string>): string[] {
  const bound = bindPlaybook(playbook, values);
  return bound.ok ? [] : bound.problems.map((problem) => problem.message);
}

const typed = (text: string, more: Record<string, unknown> = {}) =>
  read({
    parameters: [{ name: 'x' }, { name: 'y', required: false }, { name: 'n', type: 'int', default: 1 }],
    steps: [{ action: 'key_press', params: { text } }],
    ...more,
  });
const textOf = (steps: Step[]) => (steps[0]?.action === 'key_press' ? steps[0].params.text : undefined);

describe('bindPlaybook', () => {
  test('replaces placeholders wherever a value is allowed', () => {
    const playbook = read({
      parameters: [
        { name: 'order', type: 'int' },
        { name: 'who', inject_into: ['steps.0.params.text', 'steps.2.request.json.by'] },
      ],
      start_url: '{base_url}/orders',
      auth_required: true,
      auth: {
        mode: 'form_login',
        login_url: '{base_url}/login?next=/{order}',
        success: { url_contains: '/orders' },
        fields: [{ selector: '#t', text: '{who} {credential:pin}' }],
      },
      steps: [
        { action: 'key_press', selector: { primary: '#who', description: 'field of {who}' } },
        {
          action: 'click',
          selector: { primary: '#order-{order}' },
          verify: { expect_text_on_page: 'Order {order}' },
          description: 'Open {order}',
          failure_message: 'No {order}',
        },
        {
          action: 'api_request',
          request: { method: 'POST', url: '{base_url}/o/{order}', json: { id: '{order}', text: 'no. {order}' }, query: { q: '{who}' } },
        },
        { action: 'scroll', params: { amount: '{order}' } },
      ],
    });
    const bound = bindPlaybook(playbook, { order: '7', who: 'Ana "B"', base_url: 'http://app.test/' });
    expect(bound).toMatchObject({
      ok: true,
      playbook: {
        start_url: 'http://app.test/orders',
        auth: { login_url: 'http://app.test/login?next=/7', fields: [{ text: 'Ana "B" {credential:pin}' }] },
        steps: [
          { params: { text: 'Ana "B"' }, selector: { description: 'field of Ana "B"' } },
          { selector: { primary: '#order-7' }, verify: { expect_text_on_page: 'Order 7' }, description: 'Open 7', failure_message: 'No 7' },
          { request: { url: 'http://app.test/o/7', json: { id: 7, text: 'no. 7', by: 'Ana "B"' }, query: { q: 'Ana "B"' } } },
          { params: { amount: 7 } },
        ],
      },
    });
  });

  test('names every placeholder without a value once, and how to set it', () => {
    const playbook = read({
      parameters: [{ name: 'x' }],
      start_url: '{base_url}/a',
      steps: [
        { action: 'key_press', params: { text: '{x}' }, description: '{x}' },
        { action: 'goto', params: { url: '{base_url}/b' } },
      ],
    });
    expect(refusal(playbook, {})).toEqual([
      'the address of the application {base_url} has no value: give it with --start-url http://…',
      'step 1: the placeholder {x} has no value: give it with --param x=…',
    ]);
  });

  test('leaves the inject path of an optional parameter without a value unchanged', () => {
    const playbook = read({
      parameters: [{ name: 'y', required: false, inject_into: 'steps.0.params.text' }],
      steps: [{ action: 'key_press', params: { text: 'as written' } }],
    });
    expect(textOf(run(playbook, {}))).toBe('as written');
    expect(textOf(run(playbook, { y: 'given' }))).toBe('given');
  });

  test.each([
    ['text={x}', '  \u200b', 'is empty, which would match everything'],
    ['#a-{x}', '', 'is empty, which would match everything'],
  ])('refuses an empty value in %s', (selector, value, reason) => {
    const playbook = read({ parameters: [{ name: 'x' }], steps: [{ action: 'click', selector: { primary: selector } }] });
    expect(refusal(playbook, { x: value })).toEqual([`step 1: the value of {x} in selector.primary ${reason}`]);
  });

  test.each(['jane@example.com', "O'Brien & Söhne (Berlin)", '12.50 €', '2026/01/31', 'Order #7: 100 %'])(
    'keeps %s readable inside the quotes of a selector',
    (value) => {
      const playbook = read({ parameters: [{ name: 'x' }], steps: [{ action: 'click', selector: { primary: 'tr:has-text("{x}")' } }] });
      expect(run(playbook, { x: value })[0]).toMatchObject({ selector: { primary: `tr:has-text("${value}")` } });
    },
  );

  test('refuses an empty value in a verification, which would hold on every page', () => {
    const playbook = read({ parameters: [{ name: 'x' }], steps: [{ action: 'extract', verify: { expect_text_on_page: '{x}' } }] });
    expect(refusal(playbook, { x: ' ' })[0]).toContain('is empty, and an empty text is on every page');
  });

  test('adds static headers to API steps, where the headers of the step take precedence', () => {
    const playbook = read({
      capture: {
        storage: [{ scope: 'local', key: 't', store_as: 'token' }],
        static_headers: { Authorization: 'Bearer {token}', 'X-Client': 'rote' },
      },
      steps: [{ action: 'api_request', request: { url: 'http://a.test/', headers: { 'x-client': 'mine' } } }],
    });
    expect(run(playbook, {}, { token: 't0' })).toMatchObject([
      { request: { headers: { Authorization: 'Bearer t0', 'x-client': 'mine' } } },
    ]);
  });

  test.each([
    ['header', { headers: { A: '{x}' } }, 'a\r\nB: c', 'has a line break, which a header cannot contain'],
    ['cookie', { cookies: { A: '{x}' } }, 'a; admin=1', 'would make a second cookie'],
  ])('refuses a value that would break a %s', (_name, request, value, reason) => {
    const playbook = read({
      parameters: [{ name: 'x' }],
      steps: [{ action: 'api_request', request: { url: 'http://a.test/', ...request } }],
    });
    expect(refusal(playbook, { x: value })[0]).toContain(reason);
  });
});

describe('addresses', () => {
  const url = (template: string, x: string, base = 'http://app.test') => {
    const playbook = read({ parameters: [{ name: 'x' }], steps: [{ action: 'goto', params: { url: template } }] });
    const problems = refusal(playbook, { x, base_url: base });
    if (problems.length > 0) return problems[0];
    const [step] = run(playbook, { x, base_url: base });
    return step?.action === 'goto' ? step.params.url : undefined;
  };

  test.each([
    ['{base_url}/o/{x}/edit', '1/../2?a#b', 'http://app.test/o/1%2F..%2F2%3Fa%23b/edit'],
    ['{base_url}/s?q={x}&p=1', 'a&b=c d+é', 'http://app.test/s?q=a%26b%3Dc%20d%2B%C3%A9&p=1'],
    ['{base_url}/#/o/{x}', 'a b', 'http://app.test/#/o/a%20b'],
    ['{base_url}/o/{x}', '\ud800', 'http://app.test/o/%EF%BF%BD'],
    ['https://{x}.app.test/', 'shop-1', 'https://shop-1.app.test/'],
    ['{x}', 'https://a.test/b c', 'https://a.test/b%20c'],
  ])('fills %s with %j', (template, value, expected) => {
    expect(url(template, value)).toBe(expected);
  });

  test.each([
    ['{base_url}/o/{x}/cancel', '..', 'makes a path segment ".."'],
    ['{base_url}/o/.{x}/cancel', '.', 'makes a path segment ".."'],
    ['{base_url}/o/%2e{x}', '.', 'makes a path segment'],
    ['{base_url}/o/{x}/cancel', '', 'makes a path segment ""'],
    ['https://{x}.app.test/', 'evil.test/', 'must be one label'],
    ['https://{x}.app.test/', 'evil.test#', 'must be one label'],
    ['{x}', 'javascript:alert(1)', 'must be an http or https address'],
    ['{x}', '/orders', 'must be an http or https address'],
  ])('refuses %s with %j', (template, value, reason) => {
    expect(url(template, value)).toContain(reason);
  });

  test.each(['app.test', 'ftp://a', 'http://u:p@a.test', 'http://a.test/?x=', 'http://a.test/#', 'http://a .test', ''])(
    'refuses %j as {base_url}',
    (base) => {
      expect(url('{base_url}/o/{x}', '1', base)).toMatch(/\{base_url\}.* must be an/);
    },
  );

  test('keeps every value inside its segment, query value or fragment', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (value) => {
        const result = url('{base_url}/a/{x}/b?q={x}#f{x}', value) ?? '';
        if (!result.startsWith('http')) return;
        const parsed = new URL(result);
        expect(parsed.host).toBe('app.test');
        expect(parsed.pathname.split('/')).toHaveLength(4);
        expect(decodeURIComponent(parsed.pathname.split('/')[2] ?? '')).toBe(value.toWellFormed().replace(/[\ufdd0-\ufdef]/g, '\ufffd'));
        expect([...parsed.searchParams.keys()]).toEqual(['q']);
      }),
    );
  });
});

describe('values are never read as placeholders', () => {
  test('neither at the first or second binding nor as a secret', () => {
    const playbook = typed('{x}|{y}|{stored}|{credential:password}', {
      steps: [
        { action: 'extract', store_as: 'stored' },
        { action: 'key_press', params: { text: '{x}|{y}|{stored}|{credential:password}|{{x}}' } },
      ],
    });
    const steps = run(playbook, { x: '{y}{stored}{credential:password}', y: '{{x}}' }, { stored: '{x}{credential:password}{' });
    expect(steps[1]).toMatchObject({
      params: { text: '{y}{stored}{credential:password}|{{x}}|{x}{credential:password}{|<credential:password>|{x}' },
    });
  });

  test('not even together with their neighbours', () => {
    expect(textOf(run(typed('{x}{y}'), { x: '{cred', y: 'ential:password}' }))).toBe('{credential:password}');
    expect(textOf(run(typed('{x}credential:password}'), { x: '{' }))).toBe('{credential:password}');
    expect(textOf(run(typed('{x}{credential:password}'), { x: '{{{' }))).toBe('{{{<credential:password>');
  });

  test('and the typed text is exactly the value, whatever it is', () => {
    const value = fc.oneof(
      fc.string({
        unit: fc.constantFrom(
          '{',
          '}',
          'x',
          'y',
          ':',
          'credential:',
          'password',
          '{credential:password}',
          '{x}',
          'Zpending',
          'Zpendingg',
          ' ',
        ),
        maxLength: 8,
      }),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const playbook = typed('', {
      steps: [
        { action: 'extract', store_as: 's' },
        { action: 'key_press', params: { text: '{x}{y}{s} {{x}} {x}{credential:password}{s}{' } },
      ],
    });
    fc.assert(
      fc.property(value, value, value, (x, y, s) => {
        const [wx, wy, ws] = [x, y, s].map((text) => text.toWellFormed().replace(/[\ufdd0-\ufdef]/g, '\ufffd'));
        const steps = run(playbook, { x, y }, { s });
        expect(steps[1]).toMatchObject({ params: { text: `${wx}${wy}${ws} {x} ${wx}<credential:password>${ws}{` } });
      }),
      { numRuns: 300 },
    );
  });
});

describe('bindStep and bindText', () => {
  const playbook = read({
    parameters: [{ name: 'x' }],
    steps: [
      { action: 'extract', store_as: 'row' },
      {
        action: 'click',
        selector: { primary: 'role=row[name="{x} {row}"]', fallbacks: ['#r-{row}', "//td[.='{row}{x}']", 'text={x} {row}', 'id={x}{row}'] },
        description: 'Row {row}',
        verify: { expect_text_on_page: '{row}' },
      },
      { action: 'evaluate', params: { script: '[{x}, {row}]' } },
    ],
    summary: '{x}: {row}',
  });

  test('quotes values in a selector that is plain text, in lists of expectations and in conditions', () => {
    const playbook = read({
      parameters: [{ name: 'x' }],
      steps: [
        {
          action: 'click',
          selector: 'text={x}',
          when: { element_visible: '[id="{x}"]' },
          verify: {
            expect_element_visible: ['h1', '#r-{x}'],
            expect_text_on_page: ['{x}', 'b'],
            expect_count: [{ selector: '[name="{x}"]', is: 1 }],
          },
        },
      ],
    });
    expect(run(playbook, { x: '"]>>' })).toMatchObject([
      {
        selector: 'internal:text="\\"]>>"i',
        when: { element_visible: '[id="\\22 \\5d \\3e \\3e "]' },
        verify: {
          expect_element_visible: ['h1', expect.stringContaining('r-\\22 \\5d \\3e \\3e')],
          expect_text_on_page: ['"]>>', 'b'],
          expect_count: [{ selector: '[name="\\22 \\5d \\3e \\3e "]' }],
        },
      },
    ]);
  });

  test('binds a condition before the rest of its step; a value that no step has stored is empty', () => {
    const when = { value: '{row} {x}', one_of: ['{x}'] };
    expect(bindCondition(when, { x: 'a' })).toEqual({ ok: true, condition: { value: ' a', one_of: ['a'] } });
    expect(bindCondition(when, {})).toMatchObject({ ok: false, problems: [{ name: 'x', path: 'when.one_of.0' }] });
  });

  test('quotes later values like the others', () => {
    const steps = run(playbook, { x: '"' }, { row: '"]>>\\' });
    expect(steps[1]).toMatchObject({
      selector: {
        primary: 'role=row[name="\\" \\"]>>\\\\"]',
        fallbacks: [
          '[id="r-\\22 \\5d \\3e \\3e \\5c "]',
          `//td[.=concat(concat('"',"]>>",substring("\\ ",1,1),""),'"',"")]`,
          'internal:text="\\" \\"]>>\\\\"i',
          expect.any(String),
        ],
      },
      description: 'Row "]>>\\',
    });
    expect(steps[2]).toMatchObject({ params: { script: '["\\u0022", "\\u0022\\u005d\\u003e\\u003e\\u005c"]' } });
  });

  test('reports a missing value, except in texts for people', () => {
    const bound = bindPlaybook(playbook, { x: '1' });
    if (!bound.ok) throw new Error('not bound');
    const step = bindStep(bound.playbook.steps[1]!, {});
    expect(step.ok ? [] : step.problems.map((problem) => problem.path)).toEqual([
      'selector.primary',
      'selector.fallbacks.0',
      'selector.fallbacks.1',
      'selector.fallbacks.2',
      'selector.fallbacks.3',
      'verify.expect_text_on_page',
    ]);
    expect(bindText(bound.playbook.summary ?? '', {})).toBe('1: {row}');
    expect(bindText(bound.playbook.summary ?? '', { row: 'R' })).toBe('1: R');
  });

  test('refuses an empty later value like an early one', () => {
    const bound = bindPlaybook(playbook, { x: '1' });
    const step = bound.ok ? bindStep(bound.playbook.steps[1]!, { row: ' ' }) : bound;
    expect(step.ok ? [] : step.problems.map((problem) => problem.message)).toContainEqual(
      'the value of {row} in selector.fallbacks.0 is empty, which would match everything',
    );
  });
});

describe('resolveSecrets', () => {
  test('walks structures, names the credentials in them, and leaves other text alone', () => {
    const input = { text: 'a {credential:password}', list: ['{credential:otp-code}', 1, null], nested: { css: '{ color: red }' } };
    expect(credentialNames(input)).toEqual(['password', 'otp-code']);
    expect(resolveSecrets(input, (name) => name.toUpperCase())).toEqual({
      text: 'a CREDENTIAL:PASSWORD',
      list: ['CREDENTIAL:OTP-CODE', 1, null],
      nested: { css: '{ color: red }' },
    });
  });

  test('does not resolve a secret that looks like a placeholder', () => {
    expect(resolveSecrets('{credential:a}{credential:b}', (name) => (name === 'credential:a' ? '{credential:b}' : '$&'))).toBe(
      '{credential:b}$&',
    );
  });
});
