/**
 * Measures observations: tokens (o200k), milliseconds (median), and the share of visible operable elements that have a ref (folded elements count if
 * one call unfolds them). Compares them with Playwright's ariaSnapshot in `ai` mode. Asserts nothing.
 *   node bench/observe.ts [rounds]
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { chromium, type Page } from 'playwright-core';
import { startDeadline } from '../src/base/index.ts';
import { createObserver, type Observer, registerEngine } from '../src/browser/observe/index.ts';
import { benchPages } from './observe-pages.ts';

const OPERABLE =
  'a[href], button, input:not([type=hidden]), select, textarea, summary, [contenteditable], [role=button], [role=tab], [role=checkbox], [role=menuitem]';
const rounds = Number(process.argv[2] ?? 15);

interface Figures {
  tokens: number;
  ms: number;
  share: number;
}

const server = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(benchPages(port())[decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname.slice(1))] ?? '');
});
const port = (): number => (server.address() as AddressInfo).port;
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
await registerEngine();
const browser = await chromium.launch({
  executablePath: process.env.ROTE_BROWSER ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times);
}

/** Everything that a person could operate now, in every frame and open shadow root. */
async function countOperable(page: Page): Promise<number> {
  const counts = await Promise.all(page.frames().map((frame) => frame.locator(OPERABLE).filter({ visible: true }).count()));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The refs in a text, including those in folded parts, each unfolded with one call (and its further pages). */
async function reachable(observer: Observer, text: string): Promise<number> {
  const found = new Set<string>();
  const done = new Set<string>();
  const todo = [text];
  const deadline = startDeadline(60_000, 'unfolding');
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    for (const [, ref] of next.matchAll(/\[((?:f\d+)?e\d+) [a-z]/g)) found.add(ref as string);
    for (const [call, root, offset] of next.matchAll(/get_dom(?: ((?:f\d+)?e\d+))?(?: offset (\d+))?\]/g)) {
      if (done.has(call)) continue;
      done.add(call);
      const part = await observer.observe({ root, offset: offset ? Number(offset) : undefined, maxTokens: 20_000 }, deadline);
      todo.push(part.text);
    }
  }
  deadline.end();
  return found.size;
}

async function measure(page: Page): Promise<{ ours: Figures; aria: Figures; operable: number }> {
  const operable = await countOperable(page);
  const observer = createObserver({ page: () => page });
  const deadline = startDeadline(120_000, 'the bench');
  const { text } = await observer.observe({}, deadline);
  const ms = await timed(() => observer.observe({}, deadline));
  const refs = await reachable(observer, text);
  const aria = await page.ariaSnapshot({ mode: 'ai' });
  const ariaMs = await timed(() => page.ariaSnapshot({ mode: 'ai' }));
  const ariaRefs = [...aria.matchAll(/- (?:link|button|textbox|checkbox|combobox|radio|searchbox|spinbutton|tab|menuitem)\b[^\n]*\[ref=/g)]
    .length;
  deadline.end();
  const share = (count: number) => Math.min(1, count / operable);
  return {
    operable,
    ours: { tokens: encode(text).length, ms, share: share(refs) },
    aria: { tokens: encode(aria).length, ms: ariaMs, share: share(ariaRefs) },
  };
}

try {
  const rows = [];
  for (const name of Object.keys(benchPages(port())).filter((one) => !one.startsWith('part-'))) {
    const page = await (await browser.newContext()).newPage();
    await page.goto(`http://127.0.0.1:${port()}/${name}`);
    const { ours, aria, operable } = await measure(page);
    rows.push({
      page: name,
      operable,
      tokens: ours.tokens,
      'aria tokens': aria.tokens,
      ms: Number(ours.ms.toFixed(1)),
      'aria ms': Number(aria.ms.toFixed(1)),
      'reachable %': Math.round(ours.share * 100),
      'aria %': Math.round(aria.share * 100),
    });
    await page.context().close();
  }
  console.table(rows);
} finally {
  await browser.close();
  server.close();
}
