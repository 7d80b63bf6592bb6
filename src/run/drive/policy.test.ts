import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../base/index.ts';
import { type OperatorPolicy, operatorPolicySchema, type RunConfigInput, runConfigSchema } from '../../contract/index.ts';
import { executeRun } from '../execute-run.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-run-policy-'));
  const playbook =
    'id: inside\nname: Inside\nguardrails: { allow_private_networks: true }\nsteps: [{ action: goto, params: { url: "http://10.0.0.1/" } }]\n';
  await writeFile(join(folder, 'inside.yaml'), playbook);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** How a run ends that gets as far as its browser, which there is not. */
async function endOf(request: Partial<RunConfigInput>, policy: Partial<OperatorPolicy> | null) {
  const { report } = await executeRun({
    config: runConfigSchema.parse({ directive: 'Look', playbook: 'inside', ...request }),
    folders: { runs: join(folder, 'runs'), playbooks: folder, profiles: folder },
    policy: policy && operatorPolicySchema.parse(policy),
    browser: () => Promise.reject(new Error('a browser was needed')),
    signal: new AbortController().signal,
    log: silentLog,
    models: () => {
      throw new Error('no model');
    },
  });
  return { code: report.error?.code, message: report.error?.message };
}

const started = { message: 'a browser was needed' };

test('a playbook that is loaded when the run starts is refused before there is a browser', async () => {
  expect(await endOf({}, { private_networks: 'nobody' })).toEqual({
    code: 'GUARDRAIL_BLOCKED',
    message: expect.stringMatching(/^The playbook inside asks for allow_private_networks: true, .* private_networks: nobody in its policy/),
  });
  expect(await endOf({}, {})).toMatchObject(started);
  expect(await endOf({}, null)).toMatchObject(started);
});

test('so is a request that reached a worker past the API, with numbers that are lowered otherwise', async () => {
  expect(await endOf({ max_cost_usd: 9, max_steps: 60 }, { max_cost_usd: 1, max_steps: 20 })).toEqual({
    code: 'GUARDRAIL_BLOCKED',
    message: expect.stringMatching(/max_steps: 20 in.*max_cost_usd: 1 in/),
  });
  expect(await endOf({}, { max_cost_usd: 1, max_steps: 20 })).toMatchObject(started);
});
