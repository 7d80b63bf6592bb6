import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { suiteOf } from '../testing/records.ts';
import { parseSuite, readStoredSuite } from './parse-suite.ts';
import { fill, placeholdersIn } from './placeholders.ts';

/** The problems of a suite as `line:column message`. */
function problems(yaml: string): string[] {
  const parsed = parseSuite(yaml, 'suite.yaml');
  return parsed.ok ? [] : parsed.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const CASE = (fields: string) => `name: s\ncases:\n  - id: a\n    directive: Do it\n    ${fields}\n`;

describe('a suite', () => {
  it('with every field is parsed, and its cases get the defaults', () => {
    const suite = suiteOf(
      `
name: Everything
description: All fields
target: sample
playbooks: ../playbooks
profiles: ../profiles
infrastructure_retries: 1
parallel_safe: true
defaults:
  trials: 2
  benchmark_tags: [smoke]
  playbook_params: { a: 1, b: two }
  metadata: { owner: ops }
  setup: { kind: http, method: POST, url: '{{target.url}}/reset' }
  expect: { max_actions: 10, check: { kind: http, url: '{{target.url}}/health' } }
cases:
  - id: first
    directive: 'Do {{case.id}}'
    playbook: p
    playbook_params: { b: three }
    execution_mode: hybrid_auto
    trials: 5
    benchmark_tags: [smoke, write]
    start_url: '{{target.url}}/x'
    max_steps: 9
    thinking: low
    output_schema: { type: object }
    profile: back-office
    credentials: { username: '{{env.U}}', password: { env: P } }
    allow_private_networks: true
    guardrails: { max_urls_visited: 5 }
    token_prices: { input: 1, cached: 0.1, output: 5 }
    metadata: { ticket: 7 }
    setup:
      - { kind: command, run: [true], cwd: x, env: { A: b }, timeout_ms: 5 }
    timeout_seconds: 30
    model: openai:x
    utility_model: openai:y
    max_tokens: 100
    max_cost_usd: 1
    record: false
    expect:
      summary_contains: [a, b]
      extracted_text_contains: c
      required_data_keys: [a.b]
      data_values_contain: { a: 1, b: [x] }
      max_duration_ms: 1
      min_actions: 1
      max_input_tokens: 1
      max_output_tokens: 1
      max_estimated_cost_usd: 0.5
      handoff: forbid
      min_trial_pass_rate: 0.9
      max_p95_duration_ms: 9
      check:
        - { kind: page, url: '{{target.url}}/y', auth: { login_url: '{{target.url}}/login', success: { url_contains: home } }, expect_text_on_page: ok }
        - { kind: command, run: 'cat {{run.folder}}/status.json', json_path: status, equals: completed, within_ms: 100 }
        - { kind: download, name_contains: .csv, contains: x, min_bytes: 3 }
  - { id: second, directive: Fail, expect: { error_contains: nothing } }
`.replace('[true]', "['true']"),
    );
    const [first, second] = suite.cases;
    expect(first).toMatchObject({
      trials: 5,
      benchmark_tags: ['smoke', 'write'],
      playbook_params: { a: 1, b: 'three' },
      metadata: { owner: 'ops', ticket: 7 },
    });
    expect(first!.setup.map((step) => step.kind)).toEqual(['http', 'command']);
    expect(first!.expect).toMatchObject({ max_actions: 10, must_succeed: true, min_trial_pass_rate: 0.9 });
    expect(first!.expect.check.map((check) => check.kind)).toEqual(['http', 'page', 'command', 'download']);
    expect(second).toMatchObject({ trials: 2, execution_mode: 'hybrid_auto', expect: { must_succeed: false, min_trial_pass_rate: 1 } });
  });

  it('reports every problem at once, with its position', () => {
    expect(
      problems(`name: x
target: sample
defaults:
  execution_mod: playbook_only
cases:
  - id: a
    directive: Do
    trials: 0
    expect:
      check: { kind: http, url: 'http://x', json_path: status, equal: 1 }
      handoff: maybe
  - id: b
    directive: Do
    expect: { must_succeed: true, error_contains: [no] }
  - id: b
    directive: '{{run.id}} {{nobody}}'
    credentials: { username: 5 }
  - id: c
    directive: Do
    start_url: '{{targt.url}}'
    execution_mode: agent_only
    playbook: p
`),
    ).toEqual([
      expect.stringMatching(/^4:3 defaults has no key "execution_mod" \(did you mean "execution_mode"\?\)/),
      '8:13 trials is too small: at least 1',
      expect.stringMatching(/^10:64 expect.check has no key "equal" \(did you mean "equals"\?\)/),
      '11:16 expect.handoff must be one of allow, require, forbid, not "maybe"',
      '14:29 must_succeed is true and error_contains is given: a run that succeeds has no error',
      expect.stringMatching(/^17:30 credentials.username is 5, .*quotes/),
      expect.stringMatching(/^20:16 there is no value for \{\{targt.url\}\}/),
      '22:15 a playbook is named and execution_mode is agent_only: omit one of them',
    ]);
  });

  it.each([
    ['', /a suite is a mapping/],
    ['name: x', /cases is missing/],
    ['name: x\ncases: []', /cases is empty: a suite needs at least one case/],
    ['name: x\nname: y\ncases: []', /already given above/],
    [CASE('playbook: 5'), /playbook must be a string, not 5; put quotes/],
    [CASE('max_steps: 500'), /max_steps is too big: at most 200/],
    [CASE("start_url: '{{target.url}}'"), /needs a target, and the suite has none/],
    [CASE('directive2: x'), /a case has no key "directive2" \(did you mean "directive"\?\)/],
    [CASE('expect: { check: { kind: htp, url: x } }'), /expect.check.kind cannot be "htp"/],
    [CASE("expect: { check: { kind: http, url: 'http://x', json_path: a } }"), /needs an expectation for its value/],
    [CASE("expect: { check: { kind: http, url: 'http://x', matches: '(' } }"), /is not a regular expression/],
    [CASE("expect: { check: { kind: page, url: 'http://x' } }"), /page cannot be checked: .*at least one of expect_url_contains/],
    [CASE("expect: { check: { kind: page, url: 'http://x', expect_text_on_page: '{nobody}' } }"), /page cannot be checked: .*nobody/],
    [CASE('expect: { min_actions: 3, max_actions: 2 }'), /min_actions is more than max_actions/],
    [CASE('execution_mode: playbook_only\n    expect: { handoff: require }'), /a handoff is required/],
    ['name: x\ntarget: { run: 5 }\ncases: [{ id: a, directive: b }]', /target/],
    ['name: x\ntarget: { run: [app, "{{target.url}}"] }\ncases: [{ id: a, directive: b }]', /has no value when the target is started/],
    ['name: x\ncases: [{ id: ../a, directive: b }]', /must consist of letters/],
  ])('%j', (yaml, message) => {
    expect(problems(yaml).join('\n')).toMatch(message);
  });

  it('stores no plain password, and its hash does not depend on one', () => {
    const withPassword = (password: string) => suiteOf(CASE(`credentials: { username: robin, password: ${password} }`));
    const suite = withPassword('lantern-47');
    expect(JSON.stringify(suite.authored)).not.toContain('lantern-47');
    expect(suite.hash).toBe(withPassword('other-8').hash);
    expect(suite.hash).not.toBe(suiteOf(CASE('trials: 2')).hash);
    expect(readStoredSuite(suite.authored)?.cases[0]).toMatchObject({ id: 'a', directive: 'Do it' });
  });

  it.each(['sample', 'shop-admin'])('named %s is bundled, valid, and its folders exist', (name) => {
    const file = new URL(`../../../suites/${name}.yaml`, import.meta.url);
    const text = readFileSync(file, 'utf8');
    expect(problems(text)).toEqual([]);
    const suite = suiteOf(text);
    const folders = [suite.playbooks, suite.profiles].filter((folder) => folder !== undefined);
    expect(folders.map((folder) => existsSync(new URL(folder, file)))).toEqual(folders.map(() => true));
  });

  it('in docs/evaluation.md is valid', () => {
    const page = readFileSync(new URL('../../../docs/evaluation.md', import.meta.url), 'utf8');
    const shown =
      page
        .split('```yaml\n')
        .find((block) => block.startsWith('name: '))
        ?.split('```')[0] ?? '';
    expect(problems(shown)).toEqual([]);
  });
});

describe('placeholders', () => {
  it('are not replaced inside inserted values, and single braces stay', () => {
    const values: Record<string, string> = { 'target.url': 'http://x', evil: '{{target.url}}' };
    const filled = fill({ a: ['{{ target.url }}/{order_id}', '{{evil}}'], b: 1, c: '{{unknown}}' }, (name) => values[name]);
    expect(filled).toEqual({ a: ['http://x/{order_id}', '{{target.url}}'], b: 1, c: '{{unknown}}' });
    expect(placeholdersIn({ a: ['{{x.y}} {{x.y}}'], b: { c: '{{z}}' } })).toEqual(['x.y', 'z']);
  });
});
