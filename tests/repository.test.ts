import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFile(join(root, path), 'utf8');
const packageJson = z
  .object({ version: z.string(), scripts: z.record(z.string(), z.string()), optionalDependencies: z.record(z.string(), z.string()) })
  .parse(JSON.parse(await read('package.json')));

async function filesMatching(...patterns: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const path of glob(patterns, { cwd: root, exclude: (folder) => folder.includes('node_modules') })) found.push(path);
  expect(found).not.toEqual([]);
  return found.sort();
}

/** The one value of a YAML file without errors, warnings or keys that stand twice. */
async function readYaml(path: string): Promise<unknown> {
  const document = parseDocument(await read(path), { merge: true, uniqueKeys: true });
  expect([...document.errors, ...document.warnings].map(String), path).toEqual([]);
  return document.toJS();
}

test('every YAML file of the repository is valid', async () => {
  for (const path of await filesMatching('.github/**/*.yml', 'deploy/*.yaml', 'playbooks/*.yaml', 'profiles/*.yaml', 'suites/*.yaml'))
    expect(await readYaml(path), path).toBeTypeOf('object');
});

const workflowSchema = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(
    z.string(),
    z.object({
      'timeout-minutes': z.number(),
      permissions: z.record(z.string(), z.string()).optional(),
      steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })),
    }),
  ),
});

test('workflows run only what exists, with pinned actions and no right that they do not need', async () => {
  for (const path of await filesMatching('.github/workflows/*.yml')) {
    const { permissions, jobs } = workflowSchema.parse(await readYaml(path));
    const rights = [permissions, ...Object.values(jobs).map((job) => job.permissions ?? {})].flatMap((set) => Object.entries(set));
    expect(
      rights.filter(([name, right]) => right !== 'read' && name !== 'id-token'),
      path,
    ).toEqual([]);
    for (const { uses, run = '' } of Object.values(jobs).flatMap((job) => job.steps)) {
      if (uses !== undefined) expect(uses, path).toMatch(/^[\w.-]+\/[\w./-]+@v\d+$/);
      for (const [, script = ''] of run.matchAll(/npm run ([\w:]+)/g)) expect(packageJson.scripts, path).toHaveProperty([script]);
      for (const [file] of run.matchAll(/(?<![\w/])(?:\.ci|deploy|tests|bench)\/[\w./-]+/g))
        expect(existsSync(join(root, file)), file).toBe(true);
    }
  }
});

test('the compose file gives commands and health checks as texts, and every service of Rote a user without rights', async () => {
  const texts = z.array(z.string());
  const service = z.object({
    command: texts.optional(),
    entrypoint: texts.optional(),
    healthcheck: z.object({ test: texts }).optional(),
    cap_drop: texts.default([]),
    security_opt: texts.default([]),
  });
  const { services } = z.object({ services: z.record(z.string(), service) }).parse(await readYaml('deploy/compose.yaml'));
  for (const name of ['api', 'worker', 'bucket'])
    expect(services[name], name).toMatchObject({
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true', 'seccomp:./chromium-seccomp.json'],
    });
});

test('the Node of .nvmrc is the one that the package brings along', async () => {
  const major = (await read('.nvmrc')).trim();
  const brought = Object.entries(packageJson.optionalDependencies).filter(([name]) => name.startsWith('node-linux-'));
  expect(brought.map(([, version]) => version.split('.')[0])).toEqual([major, major]);
  expect(await read('deploy/Dockerfile')).toContain(`ARG BASE=node:${major}-`);
});

test('an image is built from files that exist and that .dockerignore lets through', async () => {
  const shown = (await read('.dockerignore')).split('\n').flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));
  const copied = [...(await read('deploy/Dockerfile')).matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
    sources.split(' '),
  );
  for (const path of shown) expect(existsSync(join(root, path)), path).toBe(true);
  expect(copied.filter((path) => path !== '.' && !shown.includes(path))).toEqual([]);
});

test("the profile for Chromium's sandbox allows only what it lists, and what the sandbox needs", async () => {
  const rule = z.object({ names: z.array(z.string()), action: z.string(), args: z.array(z.unknown()) });
  const profile = z
    .object({ defaultAction: z.string(), syscalls: z.array(rule) })
    .parse(JSON.parse(await read('deploy/chromium-seccomp.json')));
  expect(profile.defaultAction).toBe('SCMP_ACT_ERRNO');
  const free = profile.syscalls
    .filter(({ action, args }) => action === 'SCMP_ACT_ALLOW' && args.length === 0)
    .flatMap(({ names }) => names);
  expect(free).toEqual(expect.arrayContaining(['chroot', 'clone', 'unshare']));
  expect(free).toEqual([...new Set(free)].sort());
  const dangerous = [
    'bpf',
    'io_uring_setup',
    'kexec_load',
    'keyctl',
    'mount',
    'open_by_handle_at',
    'pivot_root',
    'reboot',
    'setns',
    'userfaultfd',
  ];
  expect(free.filter((name) => dangerous.includes(name))).toEqual([]);
});

test('SECURITY.md names code and tests that exist', async () => {
  const named = [...(await read('SECURITY.md')).matchAll(/`((?:src|tests|\.github)[\w./*-]*|package-lock\.json)`/g)].map(
    ([, path = '']) => path,
  );
  expect(named.length).toBeGreaterThan(20);
  for (const path of new Set(named)) await filesMatching(path);
});
