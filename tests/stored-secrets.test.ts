import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { page, usePages } from './support/use-pages.ts';

const STORED = 'plainly-4711-looking-value';
const KEY = `glpat-${'x7Yq'.repeat(6)}`;
const BEARER = 'bearer-value-0815-abc';
const COOKIE = 'cookie-value-2718';
const PASSWORD = 'Wort mit ü 42';
const TYPED = 'typed into the field 99';
const ORDER = 'ORDER-2026-000000000000000000000000017';

const sent: string[] = [];
const shop = usePages({
  '/token': page(
    `<h1>Access for robin@shop.example</h1><p id=token>${STORED}</p><p id=key>Key: ${KEY}</p><p id=order>${ORDER}</p>
     <label>Password <input type=password></label> <a id=link href="/orders/${ORDER}?tab=2" data-id="${ORDER}">Order</a> <a id=none>None</a>`,
  ),
  '/api': (request, response) => {
    sent.push(String(request.headers.authorization ?? ''), String(request.headers['x-token'] ?? ''));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ you: request.headers.authorization, token: request.headers['x-token'], order: ORDER }));
  },
});

async function run(steps: string, parameters: Record<string, string> = {}) {
  const names = Object.keys(parameters).map((name) => `{ name: ${name} }`);
  await shop.place.playbook(
    'job',
    `id: job\nname: Job\nparameters: [${names.join(', ')}]\nstart_url: '{base_url}/token'\nsteps:\n${steps}`,
  );
  const executed = await shop.place.run({ directive: 'go', playbook: 'job', start_url: shop.pages.origin, playbook_params: parameters });
  return {
    ...executed,
    texts: `${await textOf(executed.folder!)}\n${JSON.stringify(executed.events)}\n${JSON.stringify(executed.report)}`,
  };
}

/** Everything that is written in a folder. The run searches its trace itself and keeps none that has a secret. */
async function textOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !/\.(zip|jpg)$/.test(entry.name));
  return (await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')))).join('\n');
}

test('what a step stores as a secret is used, and nowhere written', async () => {
  const { report, texts } = await run(`
  - { action: extract, selector: { primary: '#token' }, store_as: token, secret: true }
  - { action: extract, selector: { primary: '#token' }, store_as: again }
  - action: api_request
    request: { url: '{base_url}/api', headers: { x-token: '{again}' } }
    verify: { expect_output_contains: ${ORDER} }
  - { action: extract }
`);
  expect(report.error).toBeNull();
  expect(sent).toContain(STORED);
  expect(texts).not.toContain(STORED);
  expect(texts).toContain(ORDER);
  expect(texts).toContain('robin@shop.example');
});

test('what authorizes is a secret, whoever says so; what is only long is not', async () => {
  const { report, texts } = await run(
    `
  - { action: extract, selector: { primary: '#key' }, store_as: key }
  - { action: api_request, request: { url: '{base_url}/api', headers: { Authorization: 'Bearer {bearer}' } } }
  - { action: api_request, request: { url: '{base_url}/api', basic_auth: { username: robin, password: '{password}' } } }
  - { action: api_request, request: { url: '{base_url}/api', cookies: { session: '{cookie}', theme: dark } } }
  - { action: key_press, selector: { primary: 'input' }, params: { text: '{typed}' } }
  - { action: extract, selector: { primary: '#order' }, store_as: order }
`,
    { bearer: BEARER, password: PASSWORD, cookie: COOKIE, typed: TYPED },
  );
  expect(report.error).toBeNull();
  expect(sent).toContain(`Basic ${Buffer.from(`robin:${PASSWORD}`).toString('base64')}`);
  for (const secret of [KEY, BEARER, PASSWORD, COOKIE, TYPED, Buffer.from(`robin:${PASSWORD}`).toString('base64')]) {
    expect(texts).not.toContain(secret);
  }
  expect(texts).toContain(ORDER);
});

test('an address and an attribute can be outputs', async () => {
  const read = async (step: string) => (await run(`  - { action: extract, ${step}, on_failure: abort }\n`)).report;
  const link = "selector: { primary: '#link' }";
  expect((await read(`${link}, params: { mode: url }`)).step_results[0]?.output).toBe(`${shop.pages.origin}/orders/${ORDER}?tab=2`);
  expect((await read(`${link}, params: { mode: attribute, attribute: data-id }`)).step_results[0]?.output).toBe(ORDER);
  expect((await read('params: { mode: url }')).step_results[0]?.output).toBe(`${shop.pages.origin}/token`);
  expect((await read("selector: { primary: '#none' }, params: { mode: url }")).error?.message).toContain('a <a> has no address');
});
