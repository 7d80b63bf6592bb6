import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import packageJson from '../../../package.json' with { type: 'json' };
import { findBrowser } from '../../browser/index.ts';
import { ERROR_CODES } from '../../contract/index.ts';
import { HTTP_STATUS } from '../http/http-status.ts';
import { apiFingerprint } from '../testing/api-fingerprint.ts';
import { TestApi } from '../testing/test-api.ts';

let testApi: TestApi;
beforeAll(async () => {
  testApi = await TestApi.open();
});
afterEach(() => testApi.clear());
afterAll(() => testApi.close());

const ROOT = join(import.meta.dirname, '..', '..', '..');

interface Schema {
  $ref?: string;
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}
interface Operation {
  operationId?: string;
  summary?: string;
  tags?: string[];
  security?: unknown[];
  parameters?: { name: string; description?: string }[];
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema: Schema; example?: { error: { code: keyof typeof HTTP_STATUS } } }> }
  >;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

async function readDocument(): Promise<Document> {
  const { url } = await testApi.api({ requireKeys: true, version: packageJson.version });
  return (await (await fetch(`${url}/openapi.json`)).json()) as Document;
}

test('the document is valid OpenAPI 3.1', async () => {
  const document = await readDocument();
  expect(document.openapi).toBe('3.1.0');
  const { valid, errors } = await new Validator().validate(structuredClone(document) as unknown as Record<string, unknown>);
  expect({ valid, errors }).toEqual({ valid: true, errors: undefined });
});

test('every route is in it', async () => {
  const { paths } = await readDocument();
  const routes = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method} ${path}`));
  expect(routes.sort()).toEqual([
    'get /v1/healthz',
    'get /v1/metrics',
    'get /v1/playbooks',
    'get /v1/playbooks/{id}',
    'get /v1/readyz',
    'get /v1/runs',
    'get /v1/runs/{id}',
    'get /v1/runs/{id}/recording/downloads/{file}',
    'get /v1/runs/{id}/recording/manifest',
    'get /v1/runs/{id}/recording/screenshots/{file}',
    'get /v1/runs/{id}/recording/trace',
    'get /v1/runs/{id}/screen',
    'get /v1/runs/{id}/stream',
    'post /v1/files',
    'post /v1/runs',
    'post /v1/runs/dry-run',
    'post /v1/runs/{id}/stop',
  ]);
});

test('describes every operation, parameter and failure', async () => {
  const { paths } = await readDocument();
  for (const [path, methods] of Object.entries(paths)) {
    for (const operation of Object.values(methods)) {
      expect(operation.operationId, path).toMatch(/^[a-z][A-Za-z]+$/);
      expect(operation.summary, path).toBeTruthy();
      expect(operation.tags, path).toHaveLength(1);
      for (const { name, description } of operation.parameters ?? []) expect(description, `${path} ${name}`).toBeTruthy();
      const open = operation.security?.length === 0;
      const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400 && path !== '/v1/readyz');
      if (!open) expect(failures.map(([status]) => status)).toEqual(expect.arrayContaining(['401', '429', '500']));
      if (path.includes('{id}')) expect(Object.keys(operation.responses)).toContain('404');
      for (const [status, { description, content }] of failures) {
        expect(description, `${path} ${status}`).not.toBe('');
        expect(content?.['application/json']?.schema.$ref).toBe('#/components/schemas/ApiError');
        const code = content?.['application/json']?.example?.error.code;
        // Refusals by the HTTP layer itself have other statuses.
        const ofHttp = status === '413' || status === '415';
        expect(ofHttp ? code : code && HTTP_STATUS[code], `${path} ${status}`).toBe(ofHttp ? 'VALIDATION_FAILED' : Number(status));
      }
    }
  }
});

test('every operation has another id', async () => {
  const { paths } = await readDocument();
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
  expect(new Set(ids).size).toBe(ids.length);
});

test('describes every property', async () => {
  const document = await readDocument();
  const bare: string[] = [];
  const walk = (schema: Schema, at: string): void => {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (!property.description) bare.push(`${at}.${name}`);
      walk(property, `${at}.${name}`);
    }
    if (schema.items) walk(schema.items, `${at}[]`);
    for (const kind of ['anyOf', 'oneOf', 'allOf'] as const) for (const option of schema[kind] ?? []) walk(option, at);
  };
  for (const [name, schema] of Object.entries(document.components.schemas)) walk(schema, name);
  for (const [path, methods] of Object.entries(document.paths)) {
    for (const { responses } of Object.values(methods)) {
      for (const { content } of Object.values(responses)) for (const { schema } of Object.values(content ?? {})) walk(schema, path);
    }
  }
  expect(bare).toEqual([]);
});

test('openapi.json is this document ("npm run openapi" writes it)', async () => {
  await expect(`${JSON.stringify(await readDocument(), null, 2)}\n`).toMatchFileSnapshot(join(ROOT, 'openapi.json'));
});

test('CHANGELOG.md announces the API contract', async () => {
  const changelog = await readFile(join(ROOT, 'CHANGELOG.md'), 'utf8');
  const [, announced] = /API contract `(\w+)`/.exec(changelog) ?? [];
  const hint =
    'The API contract changed: say in the first section of CHANGELOG.md how, in a line with this fingerprint (see CONTRIBUTING.md).';
  expect(announced, hint).toBe(apiFingerprint(await readDocument()));
});

test('docs/api.md lists every error code with its status', async () => {
  const guide = await readFile(join(ROOT, 'docs', 'api.md'), 'utf8');
  const rows = [...guide.matchAll(/^\| `([A-Z_]+)` \| (\d+|–) \| \S.* \|$/gm)].map(([, code = '', status = '']) => [code, status]);
  const listed = ERROR_CODES.map((code) => {
    const ofRunsOnly = HTTP_STATUS[code] === 500 && code !== 'INTERNAL_ERROR';
    return [code, ofRunsOnly ? '–' : String(HTTP_STATUS[code])];
  });
  expect(rows.sort()).toEqual(listed.sort());
});

test('holds each schema once, and none that nothing refers to', async () => {
  const document = await readDocument();
  const used = new Set([...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
  expect(Object.keys(document.components.schemas).sort()).toEqual([...used].sort());
});

test('the page to try it works in a browser, with nothing from elsewhere', async () => {
  const { url } = await testApi.api();
  const browser = await chromium.launch({ executablePath: (await findBrowser())!.path, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(0);
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('request', (asked) => !asked.url().startsWith(url) && !asked.url().startsWith('data:') && problems.push(asked.url()));
    await page.goto(`${url}/docs`);
    await page.locator('#operations-playbooks-listPlaybooks .opblock-summary-control').click();
    await page.locator('#operations-playbooks-listPlaybooks .execute').click();
    await page.locator('#operations-playbooks-listPlaybooks .live-responses-table', { hasText: 'cancel_order' }).waitFor();
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
  }
});
