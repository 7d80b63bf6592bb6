import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningSample, startSample } from '../sample/index.ts';
import { runReportSchema } from '../src/contract/index.ts';
import { rote, startRote } from './support/cli.ts';
import { descendantsOf, isAlive } from './support/processes.ts';
import { untilFile } from './support/watch-file.ts';

let folder: string;
let sample: RunningSample;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-cli-'));
  sample = await startSample({ faults: true });
});
beforeEach(() => {
  sample.reset();
  sample.faults.clear();
});
afterAll(async () => {
  await sample.close();
  await rm(folder, { recursive: true, force: true });
});

const env = () => ({
  ROTE_DATA: join(folder, 'data'),
  ROTE_CREDENTIALS: JSON.stringify({ username: sample.user, password: sample.password }),
});

describe('rote run', () => {
  test('prints one JSON document on stdout, progress and logs on stderr, and ends with 0', async () => {
    const end = await rote(['run', 'Cancel order #10234', '--start-url', sample.url, '--json', '--no-session', '--output', folder], env());
    expect(end.code, end.stderr).toBe(0);
    const report = runReportSchema.parse(JSON.parse(end.stdout));
    expect(report).toMatchObject({ status: 'completed', playbook: 'cancel_order', tokens: { input: 0, output: 0 } });
    expect(end.stderr).toContain('Search for order 10234');
    expect(sample.store.order(10234)?.status).toBe('cancelled');
    expect(end.stdout + end.stderr).not.toContain(sample.password);
    expect(existsSync(join(folder, report.run_id, 'manifest.json'))).toBe(true);
  });

  test('goes on to its end when nobody reads what it prints any more', async () => {
    const { child, end } = await startRote(
      ['run', 'Cancel order #10234', '--start-url', sample.url, '--run-id', 'unread', '--no-session', '--output', folder],
      env(),
    );
    child.stdout?.destroy();
    child.stderr?.destroy();
    expect(await end).toMatchObject({ code: 0, signal: null });
    expect(JSON.parse(await readFile(join(folder, 'unread', 'status.json'), 'utf8')).status).toBe('completed');
    expect(existsSync(join(folder, 'unread', 'manifest.json'))).toBe(true);
  });

  test('a second run restores the saved login, and says so', async () => {
    const first = await rote(['run', 'Order status of #10234', '--start-url', sample.url, '--json'], env());
    const second = await rote(['run', 'Order status of #10235', '--start-url', sample.url, '--json'], env());
    expect([first.code, second.code]).toEqual([0, 0]);
    expect(JSON.parse(first.stdout).step_results[0].description).toMatch(/Logged in/);
    expect(JSON.parse(second.stdout).step_results[0].description).toMatch(/Saved session restored/);
    sample.expireSessions();
    const third = await rote(['run', 'Order status of #10236', '--start-url', sample.url, '--json'], env());
    expect(third.code, third.stderr).toBe(0);
    expect(JSON.parse(third.stdout).step_results[0].description).toMatch(/Logged in/);

    const list = await rote(['session', 'list'], env());
    expect(list.stdout).toContain(sample.url);
    expect((await rote(['session', 'forget', sample.url], env())).stdout).toContain('1 saved login forgotten');
    expect((await rote(['session', 'list'], env())).stdout).toContain('No logins are saved');
  });

  test('a wrong password is tried once, and the page is quoted', async () => {
    const end = await rote(['run', 'Cancel order #10234', '--start-url', sample.url, '--json', '--no-session'], {
      ...env(),
      ROTE_CREDENTIALS: JSON.stringify({ username: sample.user, password: 'not-the-password' }),
    });
    expect(end.code).toBe(1);
    expect(JSON.parse(end.stdout)).toMatchObject({ status: 'failed', error: { code: 'SETUP_FAILED' } });
    expect(JSON.parse(end.stdout).error.message).toContain('check the credentials');
    expect(end.stdout + end.stderr).not.toContain('not-the-password');
  });

  test('the end of the time is exit code 3, with a whole folder', async () => {
    sample.faults.arm({ kind: 'never_answers', path: '/orders', times: 20 });
    const end = await rote(
      ['run', 'Cancel order #10234', '--start-url', sample.url, '--timeout', '3', '--json', '--no-session', '--output', folder],
      env(),
    );
    const report = JSON.parse(end.stdout);
    expect(end.code, end.stderr).toBe(3);
    expect(report).toMatchObject({ status: 'timeout', error: { code: 'TIMEOUT' } });
    expect(JSON.parse(await readFile(join(folder, report.run_id, 'status.json'), 'utf8')).status).toBe('timeout');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s ends the run in order: terminated, 130, everything persisted, no browser left',
    async (signal) => {
      sample.faults.arm({ kind: 'never_answers', path: '/orders', times: 20 });
      const { child, end } = await startRote(
        [
          'run',
          'Cancel order #10234',
          '--start-url',
          sample.url,
          '--json',
          '--no-session',
          '--output',
          folder,
          '--run-id',
          `ended-by-${signal}`,
        ],
        env(),
      );
      const log = join(folder, `ended-by-${signal}`, 'events.ndjson');
      await untilFile(folder, log, (text) => text.includes('"key_press"'), end);
      const family = await descendantsOf(child.pid!);
      expect(family.length).toBeGreaterThan(0);
      child.kill(signal);
      const { code, stdout } = await end;
      expect(code).toBe(130);
      expect(JSON.parse(stdout)).toMatchObject({ status: 'terminated', error: { code: 'RUN_TERMINATED' } });
      const manifest = JSON.parse(await readFile(join(folder, `ended-by-${signal}`, 'manifest.json'), 'utf8'));
      expect(manifest.status).toBe('terminated');
      for (const pid of family) expect(await isAlive(pid), `process ${pid}`).toBe(false);
    },
  );
});

test('a run that waits for a model that never answers ends at once when it is told to', async () => {
  const asked = Promise.withResolvers<void>();
  const model = createServer(() => asked.resolve());
  await new Promise<void>((done) => model.listen(0, '127.0.0.1', done));
  try {
    const { child, end } = await startRote(
      ['run', 'Do what no playbook does', '--start-url', `${sample.url}/login`, '--allow-private-networks', '--json', '--output', folder],
      {
        ROTE_DATA: join(folder, 'data'),
        ROTE_MODEL: 'openai-compatible:desk',
        ROTE_OPENAI_COMPATIBLE_URL: `http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`,
        ROTE_OPENAI_COMPATIBLE_KEY: 'any',
      },
    );
    await Promise.race([asked.promise, end]);
    child.kill('SIGTERM');
    const { code, stdout } = await end;
    expect(code, stdout).toBe(130);
    expect(JSON.parse(stdout).status).toBe('terminated');
  } finally {
    model.close();
    model.closeAllConnections();
  }
});

describe('bad input is exit code 2 and one clear sentence', () => {
  const bad = async (args: string[], extra: Record<string, string> = {}) => {
    const end = await rote(args, { ...env(), ...extra });
    return { code: end.code, said: end.stderr + end.stdout };
  };

  test.each<[string, string[], RegExp]>([
    ['no directive', ['run'], /missing required argument 'directive'/],
    ['an unknown command', ['rnu'], /unknown command 'rnu'/],
    [
      'an unknown playbook',
      ['run', 'x', '--playbook', 'cancel_ordr', '--start-url', 'http://127.0.0.1:1'],
      /No playbook is called "cancel_ordr" \(did you mean "cancel_order"\?\)\. Known: .*cancel_order/,
    ],
    ['a missing parameter', ['run', 'Cancel order', '--start-url', 'http://127.0.0.1:1'], /"order_id".*has no value.*--param order_id=/],
    ['no start url', ['run', 'Cancel order #10234'], /base_url.*--start-url/],
    ['a parameter without a name', ['run', 'x', '--param', '=7'], /--param name=value/],
    ['parameters that are no JSON', ['run', 'x', '--params', '{oops'], /--params is not JSON/],
    ['a timeout that is no number', ['run', 'x', '--timeout', 'soon'], /--timeout takes a number/],
    ['a start url that is none', ['run', 'x', '--start-url', 'ftp://x'], /start_url/],
    ['a folder of playbooks that is not there', ['run', 'x', '--playbooks', '/no/such/folder'], /\/no\/such\/folder cannot be read/],
    ['a credentials file that is not there', ['run', 'x', '--credentials-file', '/no/such/file'], /\/no\/such\/file cannot be read/],
    ['a trace of no run', ['trace', 'nothing'], /There is no run "nothing"/],
  ])('%s', async (_what, args, sentence) => {
    const { code, said } = await bad(args);
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/\n {4}at /);
    expect(code).toBe(2);
  });

  test('credentials that are no flat object, without a value of them in the message', async () => {
    const { code, said } = await bad(['run', 'x'], { ROTE_CREDENTIALS: '{"password": ["hunter-two"]}' });
    expect(code).toBe(2);
    expect(said).toContain('ROTE_CREDENTIALS must hold a flat object');
    expect(said).not.toContain('hunter-two');
  });

  test('a playbook with several problems tells all of them, with line and column', async () => {
    const file = join(folder, 'broken.yaml');
    await writeFile(
      file,
      'id: broken\nname: Broken\nsteps:\n  - action: clik\n  - action: goto\n    params: { url: "{nowhere}" }\n    selektor: 1\n',
    );
    const { code, said } = await bad(['playbook', 'validate', file]);
    expect(code).toBe(2);
    expect(said).toMatch(/broken\.yaml:4:\d+: step 1: .*clik/);
    expect(said).toMatch(/step 2: .*(nowhere|selektor)/);
  });

  test('a run id that exists is refused, and the first run keeps its folder', async () => {
    const taken = join(folder, 'taken');
    await mkdir(taken);
    await writeFile(join(taken, 'mine'), 'still here');
    const { code, said } = await bad(['run', 'Cancel order #10234', '--start-url', sample.url, '--run-id', 'taken', '--output', folder]);
    expect(code).toBe(2);
    expect(said).toContain('taken');
    expect(await readFile(join(taken, 'mine'), 'utf8')).toBe('still here');
  });

  test('no model and no playbook: one sentence that says what to set', async () => {
    const { code, said } = await bad(['run', 'Do something nobody wrote a playbook for', '--start-url', sample.url]);
    expect(code).toBe(1);
    expect(said).toMatch(/ROTE_MODEL/);
  });

  test('no model, and a playbook that is not valid: the error names the file and its first problem', async () => {
    const playbooks = await mkdtemp(join(folder, 'playbooks-'));
    await writeFile(join(playbooks, 'close_order.yaml'), 'id: close_order\nname: Close\ntags: [close order]\nsteps:\n  - action: clik\n');
    await writeFile(join(playbooks, 'other.yaml'), 'steps: []\n');
    const { code, said } = await bad(['run', 'Close order #10234', '--start-url', sample.url, '--playbooks', playbooks]);
    expect(code).toBe(1);
    expect(said).toMatch(
      /ROTE_MODEL.*not valid: .*close_order\.yaml:5:\d+: step 1: .*clik.* \(and 1 more file\)\. "rote playbook validate"/,
    );
  });
});

test('a folder that cannot be written is told in one sentence', async () => {
  const file = join(folder, 'a-file');
  await writeFile(file, '');
  await chmod(file, 0o400);
  const end = await rote(['run', 'Cancel order #10234', '--start-url', sample.url, '--output', join(file, 'below'), '--json'], env());
  expect(end.code).toBe(1);
  expect(JSON.parse(end.stdout)).toMatchObject({ status: 'failed', error: { code: 'SETUP_FAILED' } });
});

test('playbook match says which one and why; doctor says what there is', async () => {
  const match = await rote(['playbook', 'match', 'please CANCEL   order #10234', '--json'], env());
  expect(JSON.parse(match.stdout)).toMatchObject({ match: 'cancel_order' });
  const none = await rote(['playbook', 'match', 'sing a song'], env());
  expect(none.code).toBe(1);
  const doctor = await rote(['doctor', '--json'], { ...env(), ANTHROPIC_API_KEY: 'sk-this-is-no-key' });
  const findings = JSON.parse(doctor.stdout).findings.map((one: { what: string }) => one.what);
  expect(findings).toEqual(expect.arrayContaining(['Node', 'Browser', 'Model', 'Keys', 'Data folder', 'Database']));
  expect(doctor.stdout).toContain('ANTHROPIC_API_KEY');
  expect(doctor.stdout).not.toContain('sk-this-is-no-key');
});

test('rote eval miniwob lists tasks without anything else, and says what a measurement needs', async () => {
  const tasks = join(import.meta.dirname, '..', 'src', 'eval', 'miniwob', 'fixtures');
  const listed = await rote(['eval', 'miniwob', tasks, '--list']);
  expect(listed).toMatchObject({ code: 0, stderr: '' });
  expect(listed.stdout.split('\n')).toContain('press-button');
  const without = await rote(['eval', 'miniwob', tasks]);
  expect(without.code).toBe(2);
  expect(without.stderr).toContain('--report');
});
