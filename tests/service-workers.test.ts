import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunConfigInput } from '../src/contract/index.ts';
import { createScriptedModel, type ScriptedReply } from '../src/model/index.ts';
import { act, refOf } from './support/scripted-agent.ts';
import { answer, page, usePages } from './support/use-pages.ts';

/** An application that can be installed: it shows its form once its worker is ready, and its stock from the worker's copy. */
const APPLICATION = page(
  '<p>Preparing …</p><output></output>',
  `const output = document.querySelector('output');
  const save = (path) => send(path, 'sku=1').then((answer) => answer.text()).then((text) => output.value = text);
  navigator.serviceWorker.register('/worker.js');
  navigator.serviceWorker.onmessage = ({ data }) => output.value = data;
  navigator.serviceWorker.ready.then(() => {
    document.querySelector('p').innerHTML =
      '<button onclick="save(\\'/save\\')">Save</button> <button onclick="save(\\'/broken\\')">Submit</button>'
      + ' <button onclick="navigator.serviceWorker.ready.then(({ active }) => active.postMessage(0))">Send later</button> <a href=/stock>Stock</a>';
  });`,
);

const WORKER = `
addEventListener('install', (event) => event.waitUntil(Promise.all([skipWaiting(), caches.open('copies').then((cache) =>
  cache.put('/stock', new Response('<h1>In stock: 0 (a copy)</h1>', { headers: { 'content-type': 'text/html' } })))])));
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
// Says that all is well whatever the application answers, as a worker does that tries again later.
const write = (request) => fetch(request).then((answer) => answer.ok ? answer : new Response('Saved'));
const read = async (request) => await caches.match(request) ?? fetch(request);
addEventListener('fetch', (event) => event.respondWith(event.request.method === 'GET' ? read(event.request) : write(event.request)));
addEventListener('message', (event) => event.waitUntil(fetch('/save', { method: 'POST' }).then(() => event.source.postMessage('Saved by the worker'))));`;

const shop = usePages({
  '/': APPLICATION,
  '/worker.js': (_, response) => void response.writeHead(200, { 'content-type': 'text/javascript' }).end(WORKER),
  '/stock': '<h1>In stock: 7</h1>',
  '/save': answer(200, 'Saved'),
  '/broken': answer(500, 'Not saved'),
});

const QUIET = { trace: false, screenshots: false };

const run = (setting: 'bypass' | 'full', steps: string, config: Partial<RunConfigInput> = {}) =>
  shop.run('/', steps, { keys: `service_workers: ${setting}`, config: { ...config, execution_mode: 'playbook_only' } });

const click = (name: string, more: string) => `  - { action: click, selector: { primary: 'role=button[name="${name}"]' }, ${more} }\n`;
const SAVE = click('Save', 'effect: write, verify: { expect_text_on_page: Saved }');

describe.each(['bypass', 'full'] as const)('an application with a service worker, with %s', (setting) => {
  test('shows its form, and what a page sends is in the ledger once', async () => {
    const { report } = await run(setting, SAVE);
    expect(shop.posted()).toEqual(['/save']);
    expect(report).toMatchObject({ status: 'completed', warnings: [], ledger: [{ state: 'verified' }] });
    expect(report.ledger[0]?.evidence).toMatchObject([{ method: 'POST', path: '/save', status: 200 }]);
  });

  test('what the application refuses fails the step, whatever the worker says', async () => {
    const { report } = await run(setting, click('Submit', 'effect: write, verify: { expect_text_on_page: Saved }'));
    expect(shop.posted()).toEqual(['/broken']);
    expect(report).toMatchObject({ status: 'failed', ledger: [{ state: 'unknown', evidence: [{ path: '/broken', status: 500 }] }] });
    expect(report.error?.message).toContain('POST /broken was answered with 500');
  });

  test('what the worker sends for a page is in the ledger once', async () => {
    const { report } = await run(setting, click('Send later', "verify: { expect_text_on_page: 'Saved by the worker' }"));
    expect(shop.posted()).toEqual(['/save']);
    expect(report).toMatchObject({ status: 'completed', ledger: [{ declared: false, evidence: [{ path: '/save', status: 200 }] }] });
    expect(report.ledger[0]?.evidence).toHaveLength(1);
  });
});

const STOCK = `${SAVE}  - { action: click, selector: { primary: text=Stock } }
  - { action: extract, selector: { primary: h1 }, store_as: stock }
summary: '{stock}'
`;

test('a copy in the cache of a worker is not shown', async () => {
  const { report, folder } = await run('bypass', STOCK, { recording: { trace: true, screenshots: false } });
  expect([report.summary, report.warnings]).toEqual(['In stock: 7', []]);
  expect(existsSync(join(folder ?? '', 'trace.zip'))).toBe(true);
});

test('with full, it is', async () => {
  const { report } = await run('full', STOCK);
  expect(report.summary).toBe('In stock: 0 (a copy)');
});

test('an agent works in such an application too', async () => {
  const model = createScriptedModel((request, call): ScriptedReply => {
    if (request.purpose === 'goal_judge') return { text: 'fill_form' };
    if (call === 1) return act('wait_for', { selector: 'role=button[name="Save"]' });
    return call === 2
      ? act('click', { selector: refOf(request, 'Save') })
      : act('done', { success: true, summary: 'The order is saved', verified: 'The page says "Saved"' });
  });
  const { report } = await shop.place.run(
    { directive: 'Save the order', execution_mode: 'agent_only', start_url: shop.pages.url('/'), recording: QUIET },
    { models: () => ({ primary: model, utility: createScriptedModel(() => ({ text: 'safe' })) }) },
  );
  expect([report.status, report.error]).toEqual(['completed', null]);
  expect(shop.posted()).toEqual(['/save']);
});
