import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operatorPolicySchema } from '../../contract/index.ts';
import { readPolicy } from './policy-option.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-policy-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(text: string): Promise<string> {
  const path = join(folder, 'policy.yaml');
  await writeFile(path, text);
  return path;
}

test('without a file, requests open private networks as they always could, and no metadata service', async () => {
  expect(await readPolicy(undefined, {})).toMatchObject({ private_networks: 'requests', metadata_services: 'nobody' });
});

test('reads the file of the option, else of the variable; what it omits has its default', async () => {
  const path = await file('timeout_seconds: 90\ndomains: ["*.shop.test"]\n');
  const policy = { ...operatorPolicySchema.parse({}), timeout_seconds: 90, domains: ['*.shop.test'] };
  expect(await readPolicy(path, { ROTE_POLICY: '/none' })).toEqual(policy);
  expect(await readPolicy(undefined, { ROTE_POLICY: path })).toEqual(policy);
});

test.each([
  ['private_networks: yes please\nmax_stepps: 3', /private_networks[\s\S]*max_stepps|max_stepps[\s\S]*private_networks/],
  ['domains: ["http://x/"]', /domain pattern/],
  ['a: [', /not valid YAML/],
])('refuses a file that is not a policy: %j', async (text, message) => {
  await expect(readPolicy(await file(text), {})).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    message: expect.stringMatching(message),
  });
});

test('a file that cannot be read is no reason to start without a policy', async () => {
  await expect(readPolicy(join(folder, 'missing.yaml'), {})).rejects.toMatchObject({ message: expect.stringContaining('--policy') });
});

test('docs/operations.md lists every key with its default and meaning', () => {
  const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'operations.md'), 'utf8');
  const defaults: Record<string, unknown> = operatorPolicySchema.parse({});
  for (const [key, schema] of Object.entries(operatorPolicySchema.shape)) {
    const value = defaults[key];
    expect(page).toContain(
      `| \`${key}\` | ${Array.isArray(value) && value.length === 0 ? 'none' : String(value)} | ${schema.description} |`,
    );
  }
});
