import { describe, expect, test } from 'vitest';
import { actionsOf } from '../../actions/index.ts';
import { slotKind } from '../binding/slots.ts';
import { parsePlaybook } from './parse.ts';
import { formatProblem } from './problem.ts';
import { STEP_ACTIONS } from './steps/step-schema.ts';

function problems(text: string): string[] {
  const parsed = parsePlaybook(text, 'f.yaml');
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

const HEAD = 'id: a\nname: A\n';
const steps = (text: string) => problems(`${HEAD}parameters: [{ name: order_id }, { name: row, type: int }]\nsteps:\n${text}`);

describe('parsePlaybook', () => {
  test('reads a playbook with parameters, login, capture and steps of many actions', () => {
    const parsed = parsePlaybook(
      `
id: cancel_order
name: Cancel an order
description: Find an order by id and cancel it
tags: [cancel order, cancel]
parameters:
  - { name: order_id, type: string, pattern: '#?(\\d{3,})', description: The order to cancel, inject_into: steps.0.params.text }
  - { name: receipt }
auth_required: true
auth: { mode: form_login, login_url: '{base_url}/login', success: { cookie_present: session } }
capture:
  cookies: [{ name: session, domain: example.test, store_as: session_cookie }]
  storage: [{ scope: local, key: token, store_as: api_token }]
  static_headers: { X-Client: rote }
start_url: '{base_url}/orders'
guardrails: { allow_private_networks: true, enable_llm_action_check: false, max_urls_visited: 200 }
steps:
  - action: key_press
    selector: { primary: '#q' }
  - action: click
    selector: { primary: 'role=button[name="Cancel"]', fallbacks: ['text=Cancel', '.cancel-btn'], description: Cancel button }
    verify: { expect_element_visible: 'text=Are you sure', timeout_ms: 5000 }
    description: Ask for the cancellation of {order_id}
    on_failure: llm_recover
    effect: none
    failure_message: 'Order {order_id} could not be cancelled: it may have shipped already.'
    store_as: ''
  - action: upload
    selector: { primary: '#receipt' }
    params: { files: ['{receipt}'] }
  - action: download
    selector: { primary: 'text=Export CSV' }
    store_as: export_file
  - action: api_request
    request: { method: GET, url: '{base_url}/api/orders/{order_id}', query: {}, headers: {}, cookies: { session: '{session_cookie}' }, json: null, form: null,
               timeout_ms: 10000, response: { mode: json_path, json_path: status } }
    verify: { expect_output_contains: cancelled }
    store_as: order_status
`,
      'cancel_order.yaml',
    );
    expect(parsed.ok ? parsed.playbook.steps.map((step) => [step.action, step.store_as, step.on_failure]) : parsed).toEqual([
      ['key_press', undefined, 'llm_recover'],
      ['click', undefined, 'llm_recover'],
      ['upload', undefined, 'llm_recover'],
      ['download', 'export_file', 'llm_recover'],
      ['api_request', 'order_status', 'llm_recover'],
    ]);
  });

  test('reports all problems of a file at once, in their order, with line, column and step', () => {
    const text = `id: x y
nme: foo
tags: [cancel, 404]
parameters:
  - { name: order_id, type: strng, pattern: '(\\d+' }
steps:
  - action: clik
  - action: click
    params: { text: foo }
  - action: key_press
    params: { text: {order_id} }
  - action: extract
    on_failure: retri
    verify: { timeout_ms: 100 }
`;
    expect(problems(text)).toEqual([
      'f.yaml:1:1: name is missing',
      'f.yaml:1:5: id must consist of letters, digits, dashes and underscores',
      'f.yaml:2:1: a playbook has no key "nme" (did you mean "name"?); it has id, name, description, tags, parameters, auth_required, auth, capture, locale, timezone, permissions, geolocation, reduced_motion, service_workers, start_url, guardrails, reads, steps, summary',
      "f.yaml:3:16: tags.1 must be a string, not the number 404; put quotes around it: '404'",
      'f.yaml:5:29: parameters.0.type must be one of string, int, selector_text, not "strng" (did you mean "string"?)',
      'f.yaml:5:45: the pattern of "order_id" is not a regular expression: /(\\d+/: Unterminated group',
      `f.yaml:7:13: step 1: there is no action "clik" (did you mean "click"?); a step has one of ${STEP_ACTIONS.join(', ')}`,
      'f.yaml:8:5: step 2: selector is missing',
      'f.yaml:9:15: step 2: params of a click step has no key "text"; it has button, count, opens',
      "f.yaml:11:21: step 3: params.text must be a string, not a mapping; put quotes around the placeholder: '{order_id}'",
      'f.yaml:13:17: step 4: on_failure must be one of llm_recover, retry, abort, not "retri" (did you mean "retry"?)',
      'f.yaml:14:13: step 4: verify needs at least one of expect_url_contains, expect_element_visible, expect_element_gone, expect_text_on_page, expect_text_gone, expect_value, expect_count, expect_download, expect_response, expect_output_contains, expect_dialog',
    ]);
  });

  test.each([
    ['a duplicate key', 'a: 1\na: 2\n', 'f.yaml:2:1: this key is already given above; a key may appear only once'],
    ['a tab', '\tfoo: 1', 'f.yaml:1:1: a tab is used for indentation; YAML allows only spaces'],
    ['an anchor', 'a: &x 1\n', 'f.yaml:1:7: an anchor (&x) is not allowed in a playbook; write the value out'],
    ['a tag', 'a: !!js/function x', 'f.yaml:1:4: this is not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function'],
    ['a merge key', '<<: { a: 1 }', 'f.yaml:1:1: a merge key (<<) is not allowed in a playbook; write the keys out'],
    ['a word', 'foo', 'f.yaml:1:1: the file is a single value; a playbook is a mapping that begins with "id:"'],
    ['a list', '- a', 'f.yaml:1:1: the file is a list; a playbook is a mapping that begins with "id:"'],
    ['nothing', '', 'f.yaml:1:1: the file is empty; a playbook is a mapping that begins with "id:"'],
    ['two documents', 'a: 1\n---\nb: 2', 'f.yaml:2:1: a file holds one playbook; move what follows the --- into another file'],
    [
      'an open bracket',
      'a: [',
      'f.yaml:1:5: this is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['brackets without end', '['.repeat(5000), 'f.yaml:1:1: the file is nested more than 60 levels deep'],
    ['dashes without end', '- '.repeat(5000), 'f.yaml:1:1: the file is nested more than 60 levels deep'],
    ['a huge file', `a: ${'x'.repeat(300_000)}`, 'f.yaml:1:1: the file has 300003 characters; a playbook may have at most 262144'],
  ])('reports %s as one clear problem', (_name, text, problem) => {
    expect(problems(text)[0]).toBe(problem);
  });

  test('refuses an alias bomb before it expands', () => {
    const bomb = `a: &a [x, x, x]\n${'bcdefghij'
      .split('')
      .map((name, index) => `${name}: &${name} [*${'abcdefghi'[index]}, *${'abcdefghi'[index]}]`)
      .join('\n')}`;
    expect(problems(bomb).every((problem) => /an (anchor|alias) .* is not allowed/.test(problem))).toBe(true);
  });

  test.each([
    ['no steps', 'steps: []', 'f.yaml:3:8: steps is empty: a playbook needs at least one step'],
    [
      'missing auth',
      'auth_required: true\nsteps: [{ action: wait_for, params: { text: x } }]',
      'f.yaml:3:16: auth_required is true, but there is no auth that describes the login',
    ],
    [
      'an id that is a number',
      'id2: 1\nsteps: [{ action: wait_for, params: { text: x } }]',
      'f.yaml:3:1: a playbook has no key "id2" (did you mean "id"?)',
    ],
  ])('%s', (_name, text, problem) => {
    expect(problems(HEAD + text)[0]).toContain(problem);
  });
});

describe('what an action needs and cannot use', () => {
  test.each([
    ['{ action: goto }', 'params is missing'],
    ['{ action: goto, params: { url: /orders } }', 'the url must begin with {base_url}, http:// or https://'],
    ['{ action: goto, params: { url: "javascript:alert(1)" } }', 'the url must begin with {base_url}, http:// or https://'],
    ["{ action: goto, params: { url: '{base_url}' }, selector: { primary: a } }", 'a goto step cannot use selector'],
    ["{ action: click, selector: { primary: '' } }", 'selector.primary is empty'],
    ['{ action: click, selector: [a] }', 'selector must be a string or a mapping, not a list'],
    ['{ action: click, selector: 5 }', "selector must be a string or a mapping, not the number 5; put quotes around it: '5'"],
    ["{ action: click, selector: '' }", 'selector is empty'],
    ['{ action: click, selector: e12 }', 'is a ref from an observation'],
    [
      '{ action: click, selector: { primary: a, fallback: [b] } }',
      'selector of a click step has no key "fallback" (did you mean "fallbacks"?)',
    ],
    ['{ action: click, selector: { fallbacks: [b] } }', 'selector.primary is missing'],
    ["{ action: click, selector: '{order_id}' }", 'takes the place of a tag name or a whole selector'],
    ["{ action: click, selector: 'text={credential:password}' }", 'the secret {credential:password} is not allowed in selector'],
    [
      '{ action: key_press, params: { key: Tab }, optional: true }',
      'a step has "optional: true", which skips a step whose element is not there',
    ],
    ["{ action: goto, params: { url: '{base_url}' }, optional: true }", 'a goto step cannot use optional'],
    ['{ action: click, selector: a, verify: { expect_text: Saved } }', '(did you mean "expect_text_on_page" or "expect_text_gone"?)'],
    ['{ action: click, selector: a, verify: { expect_visible: b } }', '(did you mean "expect_element_visible"?)'],
    [
      '{ action: click, selector: a, verify: { expect_count: { selector: b, equals: 2 } } }',
      'verify.expect_count of a click step has no key "equals"',
    ],
    [
      '{ action: key_press, selector: a, params: { text: x }, verify: { expect_value: { selctor: b, value: c } } }',
      '(did you mean "selector"?)',
    ],
    ['{ action: click, selector: a, dialog: { acept: true } }', 'dialog of a click step has no key "acept" (did you mean "accept"?)'],
    ['{ action: click, selector: a, verify: { expect_element_visible: [] } }', 'verify.expect_element_visible needs at least 1 item'],
    ["{ action: click, selector: a, verify: { expect_text_on_page: ['', b] } }", 'verify.expect_text_on_page.0 is empty'],
    [
      '{ action: click, selector: a, verify: { expect_text_on_page: 5 } }',
      "verify.expect_text_on_page must be a string or a list, not the number 5; put quotes around it: '5'",
    ],
    [
      "{ action: click, selector: a, verify: { expect_element_visible: [b, '{order_id}'] } }",
      'takes the place of a tag name or a whole selector',
    ],
    ["{ action: click, selector: a, verify: { expect_text_on_page: [b, '{oder_id}'] } }", 'the placeholder {oder_id} is not'],
    ['{ action: fill, selector: a }', 'there is no action "fill" (did you mean "key_press"?); a step has one of goto,'],
    ['{ action: navigate, params: { url: a } }', 'there is no action "navigate" (did you mean "goto"?)'],
    ['{ action: click, selector: { primary: e12 } }', 'is a ref from an observation'],
    ["{ action: click, selector: 'frame=#a' }", 'names a frame but no element in it; write frame=CSS >> selector'],
    ["{ action: click, selector: 'form >> frame=#a >> b' }", 'names a frame after an element; begin with the frame'],
    ["{ action: click, selector: 'frame={order_id} >> b' }", 'takes the place of a tag name or a whole selector'],
    ["{ action: click, selector: { primary: 'a >> ' } }", 'has an empty part'],
    ["{ action: click, selector: { primary: 'a[href=\"x]' } }", 'has a quote (") that is not closed'],
    ["{ action: click, selector: { primary: 'foo=bar' } }", 'uses an unknown selector engine "foo"'],
    ['{ action: key_press, params: {} }', 'params needs text or key'],
    ['{ action: wait_for }', 'a step needs something to wait for'],
    ['{ action: wait_for, params: { text: x }, effect: write }', 'effect must be none: this action changes nothing'],
    [
      '{ action: select, selector: { primary: a }, params: { value: x, label: y } }',
      'params needs exactly one of option, value, label and index',
    ],
    ['{ action: extract, params: { mode: value } }', 'needs a selector: modes value and attribute read one element'],
    ['{ action: upload, selector: { primary: a }, params: { files: [] } }', 'params.files needs at least 1 item'],
    ['{ action: click, selector: { primary: a }, store_as: x }', 'store_as is not allowed here'],
    ["{ action: api_request, request: { url: '{base_url}', json: {}, form: {}, method: POST } }", 'request has both json and form'],
    ["{ action: api_request, request: { url: '{base_url}', json: {} } }", 'has a body (json or form), which GET and HEAD cannot carry'],
    ["{ action: api_request, request: { url: '{base_url}', response: { mode: json_path } } }", 'request.response needs json_path'],
    ["{ action: extract, timeout_ms: '5' }", 'timeout_ms must be a number, not a string'],
    ['{ action: extract, verify: { expect_text_on_page: "" } }', 'verify.expect_text_on_page is empty'],
    ['[]', 'a step must be a mapping, not a list'],
  ])('%s', (step, problem) => {
    expect(steps(`  - ${step}\n`).join('\n')).toContain(`step 1: `);
    expect(steps(`  - ${step}\n`).join('\n')).toContain(problem);
  });
});

describe('the condition of a step', () => {
  const when = (text: string) => steps(`  - { action: extract, when: ${text} }\n`).join('\n');

  test.each([
    ['{}', 'when needs exactly one of element_visible, element_gone, text_on_page, url_contains, value'],
    ['{ text_on_page: a, url_contains: b }', 'when needs exactly one of element_visible'],
    ["{ value: '{order_id}' }", 'when needs exactly one of equals, matches, one_of with value, and none without it'],
    ["{ value: '{order_id}', equals: a, one_of: [b] }", 'when needs exactly one of equals, matches, one_of with value'],
    ['{ text_on_page: a, equals: b }', 'when needs exactly one of equals, matches, one_of with value, and none without it'],
    ['{ url_contains: a, match: part }', 'when has "match"'],
    ['{ visible: a }', 'when of an extract step has no key "visible" (did you mean "element_visible"?)'],
    ["{ value: '{order_id}', one_of: a }", 'when.one_of must be a list, not a string'],
    ["{ value: '{order_id}', equals: 5 }", "when.equals must be a string, not the number 5; put quotes around it: '5'"],
    ["{ value: '{oder_id}', equals: a }", '{oder_id} is not a parameter, captured value or earlier store_as (did you mean "order_id"?)'],
    ["{ value: '{credential:password}', equals: a }", 'the secret {credential:password} is not allowed in when.value'],
    ["{ value: '{order_id}', matches: '(a+)+$' }", 'the pattern can take forever on a harmless text'],
    ["{ value: '{order_id}', matches: '(' }", 'the pattern is not a regular expression'],
    ["{ value: '{order_id}', matches: '{order_id}' }", 'the placeholder {order_id} has no effect in matches'],
    ["{ element_visible: '{order_id}' }", 'takes the place of a tag name or a whole selector'],
    ['text_on_page', 'when must be a mapping, not a string'],
  ])('is checked: %s', (condition, problem) => {
    expect(when(condition)).toContain(problem);
  });

  test.each([
    "{ element_gone: 'text={order_id}' }",
    "{ text_on_page: 'Order {order_id}', match: exact }",
    "{ url_contains: '/orders/{order_id}' }",
    "{ value: '{order_id}', equals: '' }",
    "{ value: 'Order {order_id}', matches: '^Order \\d{2,5}$' }",
    "{ value: '{order_id}', one_of: ['1', '{row}'] }",
  ])('accepts %s', (condition) => {
    expect(when(condition)).toBe('');
  });
});

describe('placeholders are known and are used where values can be quoted', () => {
  test.each([
    [
      "{ action: extract, description: '{oder_id}' }",
      'the placeholder {oder_id} is not a parameter, captured value or earlier store_as (did you mean "order_id"?)',
    ],
    [
      "{ action: extract, description: '{total}', store_as: total }",
      '{total} is stored by step 1, which runs only after this text is needed',
    ],
    ['{ action: extract, store_as: order_id }', 'store_as "order_id" is already a parameter'],
    ["{ action: click, selector: { primary: '{order_id}' } }", 'takes the place of a tag name or a whole selector'],
    ["{ action: click, selector: { primary: 'li:nth-child({order_id})' } }", 'make it an int if it is a number'],
    ["{ action: click, selector: { primary: 'a >> nth={order_id}' } }", 'make the parameter an int'],
    ["{ action: click, selector: { primary: '[{order_id}=x]' } }", 'is in the name of an attribute'],
    ["{ action: click, selector: { primary: 'role=button[name={order_id}]' } }", 'is not in quotes'],
    ["{ action: click, selector: { primary: 'text=/[{order_id}]/' } }", 'is in a place where a regular expression cannot quote it'],
    ["{ action: click, selector: { primary: '//a[{order_id}]' } }", 'is outside quotes in an XPath'],
    ["{ action: click, selector: { primary: '{order_id}=x' } }", 'takes the place of a tag name or a whole selector'],
    ["{ action: goto, params: { url: '{order_id}://x' } }", 'the url must begin with'],
    ["{ action: goto, params: { url: 'http://a/{base_url}' } }", '{base_url} is allowed only at the start of an address'],
    ["{ action: goto, params: { url: '{base_url}{order_id}' } }", '{base_url} must be followed by /, ? or #, or by nothing'],
    ["{ action: goto, params: { url: 'http://u:{order_id}@a/' } }", 'is next to a user name'],
    [
      "{ action: goto, params: { url: '{base_url}/{credential:password}' } }",
      'the secret {credential:password} is not allowed in params.url',
    ],
    [
      "{ action: click, selector: { primary: 'text={credential:password}' } }",
      'the secret {credential:password} is not allowed in selector.primary',
    ],
    [
      "{ action: evaluate, params: { script: 'f({credential:password})' } }",
      'the secret {credential:password} is not allowed in params.script',
    ],
    ['{ action: evaluate, params: { script: "f(\'{order_id}\')" } }', 'is inside quotes in the script'],
    ["{ action: evaluate, params: { script: 'f(`${ {order_id} }`)' } }", 'is inside a template literal in the script'],
    ["{ action: evaluate, params: { script: 'x{order_id}' } }", 'touches a word in the script'],
    ["{ action: evaluate, params: { script: 'const {title} = document' } }", 'for braces of the script write { title } or {{title}}'],
    ["{ action: key_press, params: { key: '{order_id}' } }", 'the placeholder {order_id} has no effect in key'],
    ["{ action: key_press, params: { text: '{secret:password}' } }", 'a secret is written {credential:password}'],
    ["{ action: scroll, params: { amount: '{order_id}' } }", 'must have type int to be used in params.amount'],
  ])('%s', (step, problem) => {
    expect(steps(`  - ${step}\n`).join('\n')).toContain(problem);
  });

  test.each([
    "{ action: click, selector: { primary: 'li:nth-child({row}) >> nth={row}' } }",
    "{ action: click, selector: { primary: '//tr[{row}]/td' } }",
    "{ action: scroll, params: { amount: '{row}' } }",
    "{ action: select, selector: '#s', params: { option: '{order_id}' } }",
    "{ action: select, selector: '#s', params: { option: ['{order_id}', b] } }",
    "{ action: extract, params: { from: '{order_id}', sheet: '{order_id}', mode: table } }",
    "{ action: key_press, params: { text: 'a {{order_id}} { b } {} {1}' } }",
    "{ action: key_press, params: { text: 'Bearer {credential:api-key}' } }",
    "{ action: evaluate, params: { script: '() => { const { title } = document; return /[\"]/.test(title) ? {order_id} : {a: {row}} }' } }",
    "{ action: goto, params: { url: '{order_id}' } }",
    "{ action: goto, params: { url: 'https://{order_id}.example.test:{row}/x' } }",
    '{ action: click, selector: { primary: "text=Don\'t panic >> nth=0" } }',
    '{ action: click, selector: \'frame=iframe[name="{order_id}"] >> frame=#inner >> text={order_id}\' }',
    "{ action: click, selector: { primary: 'div > a:not(.b):has(> img), role=x' } }",
  ])('accepts %s', (step) => {
    expect(steps(`  - ${step}\n`)).toEqual([]);
  });

  test('every argument that is a template can have a placeholder', () => {
    const without = actionsOf('playbook').flatMap(({ name, written: { under, templates } }) =>
      Object.keys(templates)
        .filter((key) => [[], ['x'], ['username']].every((rest) => slotKind(['steps', 0, under, key, ...rest], name) === undefined))
        .map((key) => `${name} ${key}`),
    );
    expect(without).toEqual([]);
  });

  test('treats captured values as secrets, which go into requests but not into texts', () => {
    const text = `${HEAD}capture: { storage: [{ scope: local, key: t, store_as: token }] }\nsteps:\n  - { action: extract, description: '{token}' }\n  - { action: api_request, request: { url: '{base_url}/{token}', headers: { A: '{token}' } } }\n`;
    expect(problems(text)).toEqual([
      expect.stringContaining('step 1: the captured value {token} is treated as a secret and is not allowed in description'),
    ]);
  });

  test('gives a name only one meaning', () => {
    const text = `${HEAD}parameters: [{ name: a }, { name: a }]\nsteps:\n  - { action: extract, store_as: b }\n  - { action: extract, store_as: b }\n  - { action: extract, store_as: base_url }\n`;
    expect(problems(text).map((problem) => problem.replace(/^.*?: /, ''))).toEqual([
      'there are two parameters named "a"',
      'step 2: store_as "b" is already stored by step 1; choose another name',
      'step 3: store_as "base_url" is the address of the application; choose another name',
    ]);
  });
});

describe('what a step captures', () => {
  test.each([
    [
      "{ action: click, selector: '#a', capture: { page: [{ store_as: order_id }] } }",
      'step 1: store_as "order_id" is already a parameter; choose another name',
    ],
    [
      "{ action: click, selector: '#a', capture: { page: [{ selector: 'text={n}', store_as: n }] } }",
      'step 1: {n} is stored by step 1, which runs only after this text is needed',
    ],
    [
      "{ action: click, selector: '#a', verify: { expect_text_on_page: '{n}' }, capture: { page: [{ store_as: n }] } }",
      '{n} is stored by step 1, which runs only after this text is needed',
    ],
    [
      "{ action: key_press, params: { text: '{c}' }, capture: { cookies: [{ name: c, store_as: c }] } }",
      '{c} is stored by step 1, which runs only after this text is needed',
    ],
    ["{ action: click, selector: '#a', capture: { page: [{ pattern: '(', store_as: n }] } }", 'the pattern is not a regular expression'],
    ["{ action: click, selector: '#a', capture: { page: [{ pattern: '{order_id}', store_as: n }] } }", 'has no effect in pattern'],
    [
      "{ action: click, selector: '#a', capture: { output: [] } }",
      'capture of a click step has no key "output"; it has cookies, storage, page',
    ],
    ["{ action: click, selector: '#a', capture: { page: [{ mode: value, store_as: n }] } }", 'capture.page.0 needs a selector'],
    ["{ action: click, selector: '#a', capture: { page: [{ selector: '#b', mode: attribute, store_as: n }] } }", 'needs attribute'],
    ["{ action: api_request, request: { url: '{base_url}' }, capture: { output: [{ store_as: n }] } }", 'needs json_path, pattern or both'],
    [
      "{ action: api_request, request: { url: '{base_url}' }, store_as: n, capture: { output: [{ json_path: a, store_as: n }] } }",
      'store_as "n" is already stored by step 1',
    ],
  ])('is checked: %s', (step, problem) => {
    expect(steps(`  - ${step}\n`).join('\n')).toContain(problem);
  });

  test('has values that later steps can use, secret ones only where secrets may be', () => {
    const captures = "{ page: [{ selector: 'text={order_id}', store_as: n }], storage: [{ scope: local, key: t, store_as: token }] }";
    const later = "{ action: click, selector: 'text={n}', verify: { expect_url_contains: '{n}' }, description: '{n} DESCRIPTION' }";
    const text = `  - { action: click, selector: '#a', capture: ${captures} }\n  - ${later}\nsummary: '{n}'\n`;
    expect(steps(text)).toEqual([]);
    expect(steps(text.replace('DESCRIPTION', '{token}')).join('\n')).toContain('step 2: the captured value {token} is treated as a secret');
  });

  test('of the whole playbook has its values before the first step, but not before the login', () => {
    const text = `${HEAD}start_url: '{base_url}/{n}'\ncapture: { page: [{ store_as: n }], static_headers: { X-N: '{n}' } }\nsteps:\n  - { action: key_press, params: { text: '{n}' } }\n`;
    expect(problems(text)).toEqual([expect.stringContaining('{n} is captured after the login and has no value yet in start_url')]);
  });
});

describe('patterns and inject paths', () => {
  test.each(['(a+)+$', '(\\w|\\d)*!', '^(([a-z])+.)+[A-Z]([a-z])+$', '(.*)*x'])(
    'refuses the pattern %s, which can take forever',
    (pattern) => {
      expect(problems(`${HEAD}parameters: [{ name: a, pattern: '${pattern}' }]\nsteps: [{ action: extract }]\n`)).toEqual([
        expect.stringContaining('the pattern of "a" can take forever'),
      ]);
    },
  );

  test.each(['#?(\\d{3,})', '(?:\\d+-)+\\d+', '\\b([\\w.+-]+@[\\w-]+\\.[\\w.]+)', 'order (.+?)(?: for|$)', '\\p{Lu}\\p{Ll}+', '\\#(\\d+)'])(
    'accepts the pattern %s',
    (pattern) => {
      expect(problems(`${HEAD}parameters: [{ name: a, pattern: '${pattern}' }]\nsteps: [{ action: extract }]\n`)).toEqual([]);
    },
  );

  test.each([
    ['steps.7.params.text', 'there is no such step: the playbook has 2, steps.0 to steps.1 (paths count from 0)'],
    ['steps.1.params.text', 'steps.1 is step 2 (click), and no value can be set at that path'],
    ['steps.1.selector.primary', 'a value cannot be a whole selector'],
    ['steps.0.params.key', 'no value can be set at that path'],
    ['steps.0.__proto__.x', 'it names a key that no playbook has'],
    ['steps.x.params.text', 'after "steps" comes the number of a step'],
    ['guardrails.allow_private_networks', 'a path begins with steps.NUMBER, or is start_url'],
    ['steps..x', '"" is not a key or an index'],
  ])('refuses to inject into %s', (path, problem) => {
    const text = `${HEAD}parameters: [{ name: a, inject_into: ${path} }]\nsteps:\n  - { action: key_press, params: { text: x } }\n  - { action: click, selector: { primary: a } }\n`;
    expect(problems(text)).toEqual([expect.stringContaining(`"a" cannot be injected into "${path}": `)]);
    expect(problems(text)[0]).toContain(problem);
  });

  test('refuses an optional parameter as the only text of a step', () => {
    const text = `${HEAD}parameters: [{ name: a, required: false, inject_into: steps.0.params.text }]\nsteps:\n  - { action: key_press }\n`;
    expect(problems(text)[0]).toContain('params is missing');
  });
});
