import { Validator } from '@seriousme/openapi-schema-validator';
import { chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { findBrowser } from '../../browser/index.ts';
import { Stage } from '../testing/test-api.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
}, 60_000);
afterEach(() => stage.clear());
afterAll(() => stage.close());

interface Operation {
  summary?: string;
  tags?: string[];
  security?: unknown[];
  parameters?: { name: string; description?: string }[];
  responses: Record<string, { description: string; content?: Record<string, { schema: { $ref?: string } }> }>;
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}

async function readDocument(): Promise<Document> {
  const { url } = await stage.api({ requireKeys: true });
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
    'get /healthz',
    'get /metrics',
    'get /playbooks',
    'get /playbooks/{id}',
    'get /readyz',
    'get /runs',
    'get /runs/{id}',
    'get /runs/{id}/recording/downloads/{file}',
    'get /runs/{id}/recording/manifest',
    'get /runs/{id}/recording/screenshots/{file}',
    'get /runs/{id}/recording/trace',
    'get /runs/{id}/screen',
    'get /runs/{id}/stream',
    'post /runs',
    'post /runs/dry-run',
    'post /runs/{id}/stop',
  ]);
});

test('every route tells what it is for, each parameter, and each failure by the one schema of errors', async () => {
  const { paths } = await readDocument();
  for (const [path, methods] of Object.entries(paths)) {
    for (const operation of Object.values(methods)) {
      expect(operation.summary, path).toBeTruthy();
      expect(operation.tags, path).toHaveLength(1);
      for (const { name, description } of operation.parameters ?? []) expect(description, `${path} ${name}`).toBeTruthy();
      const open = operation.security?.length === 0;
      const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400 && path !== '/readyz');
      if (!open) expect(failures.map(([status]) => status)).toEqual(expect.arrayContaining(['401', '429', '500']));
      if (path.includes('{id}')) expect(Object.keys(operation.responses)).toContain('404');
      for (const [status, { description, content }] of failures) {
        expect(description, `${path} ${status}`).not.toBe('');
        expect(content?.['application/json']?.schema.$ref).toBe('#/components/schemas/ApiError');
      }
    }
  }
});

test('holds each schema once, and none that nothing refers to', async () => {
  const document = await readDocument();
  const used = new Set([...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name));
  expect(Object.keys(document.components.schemas).sort()).toEqual([...used].sort());
});

test('the page to try it works in a browser, with nothing from elsewhere', async () => {
  const { url } = await stage.api();
  const browser = await chromium.launch({ executablePath: (await findBrowser())!.path, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('request', (asked) => !asked.url().startsWith(url) && !asked.url().startsWith('data:') && problems.push(asked.url()));
    await page.goto(`${url}/docs`);
    await page.locator('#operations-playbooks-get_playbooks .opblock-summary-control').click();
    await page.locator('#operations-playbooks-get_playbooks .execute').click();
    await page.locator('#operations-playbooks-get_playbooks .live-responses-table', { hasText: 'cancel_order' }).waitFor();
    expect(problems).toEqual([]);
  } finally {
    await browser.close();
  }
});
