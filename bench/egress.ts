import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { startDeadline } from '../src/base/index.ts';
import { signInToProxy } from '../src/browser/index.ts';
import { defaultGuardrails } from '../src/contract/index.ts';
import { createBrowserIdentity, EGRESS_LAUNCH_ARGS, startEgress, trustArgs } from '../src/egress/index.ts';
import { testAuthority } from '../src/egress/testing/test-authority.ts';
import { createUrlPolicy } from '../src/guardrails/index.ts';

/**
 * Measures the cost of a run's egress proxy: one request, and a page of 200 resources, with and without it, alternating, in one process; and the
 * same page over https in a run that is read-only. Prints numbers, asserts nothing.
 */

const FETCHES = 200;
const PAGE_LOADS = 15;
const RESOURCES = 200;
const executablePath = process.env.ROTE_BROWSER ?? '/usr/bin/chromium';

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
const timed = async (work: () => Promise<unknown>) => {
  const before = performance.now();
  await work();
  return performance.now() - before;
};

function row(what: string, direct: number[], proxied: number[]): void {
  const [without, through] = [median(direct), median(proxied)];
  const share = (through / without).toFixed(2);
  console.log(
    `${what.padEnd(28)} without ${without.toFixed(2).padStart(8)} ms   through ${through.toFixed(2).padStart(8)} ms   difference ${(through - without).toFixed(2).padStart(7)} ms   ratio ${share}`,
  );
}

if (!existsSync(executablePath)) {
  console.log(`no browser at ${executablePath}: set ROTE_BROWSER`);
  process.exit(0);
}

let served = 0;
const respond: RequestListener = (request, response) => {
  served += 1;
  if (request.url?.startsWith('/image'))
    return response
      .writeHead(200, { 'content-type': 'image/svg+xml', 'cache-control': 'no-store' })
      .end('<svg xmlns="http://www.w3.org/2000/svg"/>');
  if (request.url?.startsWith('/one')) return response.writeHead(200, { 'cache-control': 'no-store' }).end('ok');
  const images = Array.from({ length: RESOURCES }, (_, index) => `<img src="/image${index}">`).join('');
  return response.writeHead(200, { 'content-type': 'text/html' }).end(`<title>page</title>${request.url === '/page' ? images : ''}`);
};
const server = createServer(respond);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const egress = await startEgress({ policy: createUrlPolicy({ ...defaultGuardrails, allow_private_networks: true }) });

// Two browsers, because a browser launched for a run reaches nothing without the proxy.
const flags = ['--no-sandbox', '--disable-gpu'];
const free = await chromium.launch({ executablePath, args: flags });
const bound = await chromium.launch({ executablePath, args: [...flags, ...EGRESS_LAUNCH_ARGS], proxy: { server: 'http://127.0.0.1:9' } });

const direct = await free.newPage();
const proxied = await bound.newPage({ proxy: { server: egress.server, bypass: '<-loopback>' } });
const signIn = await timed(() => signInToProxy(proxied, egress, startDeadline(10_000, 'sign in')));
console.log(`signing in to the proxy, once per run: ${signIn.toFixed(1)} ms`);

const oneFetch = (count: number) =>
  (async () => {
    const took: number[] = [];
    for (let index = 0; index < count; index++) {
      const before = performance.now();
      await (await fetch(`/one?${index}`)).text();
      took.push(performance.now() - before);
    }
    return took;
  })();
for (const page of [direct, proxied]) await page.goto(origin);
const fetches: { direct: number[]; proxied: number[] } = { direct: [], proxied: [] };
for (let round = 0; round < 5; round++) {
  fetches.direct.push(...(await direct.evaluate(oneFetch, FETCHES / 5)));
  fetches.proxied.push(...(await proxied.evaluate(oneFetch, FETCHES / 5)));
}
row('one request (fetch)', fetches.direct, fetches.proxied);

const loads: { direct: number[]; proxied: number[] } = { direct: [], proxied: [] };
for (let round = 0; round < PAGE_LOADS; round++) {
  loads.direct.push(await timed(() => direct.goto(`${origin}/page`)));
  loads.proxied.push(await timed(() => proxied.goto(`${origin}/page`)));
}
row(`page with ${RESOURCES} resources`, loads.direct, loads.proxied);
console.log(`${served} requests served, ${egress.takeRefusals().length} refused, ${egress.takeFailures().length} failed`);

// Over https: through a tunnel, as in most runs, and with TLS that ends at the proxy, as in a read-only run.
const authority = testAuthority();
const secure = createHttpsServer(authority.issue('127.0.0.1'), respond);
secure.listen(0, '127.0.0.1');
await once(secure, 'listening');
const securePage = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/page`;
const took = performance.now();
for (let index = 0; index < 100; index++) createBrowserIdentity();
console.log(`a key and its certificate, once per browser: ${((performance.now() - took) / 100).toFixed(2)} ms`);
const openSecure = async (isReadOnly: boolean) => {
  const identity = createBrowserIdentity();
  const policy = createUrlPolicy({ ...defaultGuardrails, allow_private_networks: true });
  const own = await startEgress({ policy, identity, authorities: [authority.certificate] });
  if (isReadOnly) own.readOnly(() => ({ ok: false, reason: 'read-only' }));
  const trust = isReadOnly ? trustArgs(identity) : ['--ignore-certificate-errors'];
  const args = [...flags, ...EGRESS_LAUNCH_ARGS, ...trust];
  const browser = await chromium.launch({ executablePath, args, proxy: { server: 'http://127.0.0.1:9' } });
  const page = await browser.newPage({ proxy: { server: own.server, bypass: '<-loopback>' } });
  await signInToProxy(page, own, startDeadline(10_000, 'sign in'));
  return { page, close: () => browser.close().then(() => own.close()) };
};
const [tunnelled, ended] = [await openSecure(false), await openSecure(true)];
const secureLoads: { direct: number[]; proxied: number[] } = { direct: [], proxied: [] };
for (let round = 0; round < PAGE_LOADS; round++) {
  secureLoads.direct.push(await timed(() => tunnelled.page.goto(securePage)));
  secureLoads.proxied.push(await timed(() => ended.page.goto(securePage)));
}
row('the same, https, read-only', secureLoads.direct, secureLoads.proxied);
await tunnelled.close();
await ended.close();
secure.close();

await free.close();
await bound.close();
await egress.close();
server.close();
