import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningSample, startSample } from './index.ts';
import { Visitor } from './visitor.ts';

let sample: RunningSample;
let visitor: Visitor;

beforeAll(async () => {
  sample = await startSample({ faults: true });
});
beforeEach(async () => {
  sample.reset();
  sample.faults.clear();
  visitor = new Visitor(sample.url);
  await visitor.signIn(sample.user, sample.password);
});
afterAll(() => sample.close());

const cancel = () => visitor.post('/orders/10234/cancel', { reason: 'customer_request' });
const cancelRequests = () => sample.store.order(10234)?.requests.cancel;
/** The headers of a page load in a tab, which page faults look for. */
const openPage = (path: string) => visitor.fetch(path, { headers: { accept: 'text/html', 'sec-fetch-dest': 'document' } });

describe('faults', () => {
  it('exist only when enabled', async () => {
    const plain = await startSample();
    plain.faults.arm({ kind: 'error_500' });
    expect((await fetch(`${plain.url}/login`)).status).toBe(200);
    expect((await fetch(`${plain.url}/__test/reset`, { method: 'POST', redirect: 'manual' })).status).toBe(404);
    await plain.close();
  });

  it('cut the connection after the order was cancelled', async () => {
    sample.faults.arm({ kind: 'drop_after_commit', method: 'POST', path: '/orders/10234/cancel' });
    await expect(cancel()).rejects.toThrow('fetch failed');
    expect([sample.store.order(10234)?.status, cancelRequests()]).toEqual(['cancelled', 1]);
  });

  it('cut the connection before anything happened', async () => {
    sample.faults.arm({ kind: 'drop_before_commit', method: 'POST' });
    await expect(cancel()).rejects.toThrow('fetch failed');
    expect([sample.store.order(10234)?.status, cancelRequests()]).toEqual(['paid', 0]);
  });

  it('answer 500 with or without the effect, as often as armed', async () => {
    sample.faults.arm({ kind: 'error_500', method: 'POST', times: 2 });
    expect([(await cancel()).status, (await cancel()).status, cancelRequests()]).toEqual([500, 500, 0]);
    sample.faults.arm({ kind: 'error_after_commit', method: 'POST' });
    expect([(await cancel()).status, cancelRequests()]).toEqual([500, 1]);
    expect(sample.faults.armed()).toEqual([]);
  });

  it('break a download in the middle', async () => {
    sample.faults.arm({ kind: 'broken_download', path: '/orders.csv' });
    const answer = await visitor.fetch('/orders.csv');
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(10_000);
    await expect(answer.text()).rejects.toThrow('terminated');
    expect((await visitor.get('/orders.csv')).text.split('\r\n')).toHaveLength(252);
  });

  it('put a dialog or an endless script into the next page, but not into API calls', async () => {
    sample.faults.arm({ kind: 'native_dialog', path: '/orders', text: 'Prices <changed>' });
    sample.faults.arm({ kind: 'endless_script', path: '/orders' });
    await visitor.get('/api/orders/10234');
    const first = await (await openPage('/orders')).text();
    expect(first).toMatch(/Prices &#60;changed&#62;[\s\S]*<script>alert\(/);
    expect(await (await openPage('/orders')).text()).toContain('for (;;)');
    expect(await (await openPage('/orders')).text()).not.toContain('for (;;)');
  });

  it('can be armed, listed and cleared over HTTP; an unknown kind is refused with the list of kinds', async () => {
    const door = `${sample.url}/__test/faults`;
    const arm = (fault: object) =>
      fetch(door, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) });
    expect((await arm({ kind: 'slow', ms: 5 })).status).toBe(200);
    expect(await (await fetch(door)).json()).toEqual([{ kind: 'slow', ms: 5 }]);
    await fetch(door, { method: 'DELETE' });
    expect(sample.faults.armed()).toEqual([]);
    const refusal = await arm({ kind: 'earthquake' });
    expect([refusal.status, await refusal.text()]).toEqual([400, expect.stringContaining('drop_after_commit')]);
  });

  it('sign all users out, and reset the data', async () => {
    await cancel();
    await fetch(`${sample.url}/__test/reset`, { method: 'POST' });
    expect(sample.store.order(10234)?.status).toBe('paid');
    await fetch(`${sample.url}/__test/expire-sessions`, { method: 'POST' });
    expect((await visitor.get('/orders')).location).toContain('/login');
  });

  it('do not keep the sample from closing', async () => {
    const own = await startSample({ faults: true });
    const hanging = Promise.allSettled(
      ['never_answers', 'slow'].map((kind) => fetch(`${own.url}/__test/pages/${kind}`).then((answer) => answer.text())),
    );
    const half = await fetch(`${own.url}/__test/pages/never_loads`);
    const reader = half.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toContain('<title>Fault: never_loads');
    await own.close();
    await expect(reader?.read()).rejects.toThrow('terminated');
    for (const outcome of await hanging) {
      expect(outcome.status === 'rejected' || outcome.value.includes('Something went wrong')).toBe(true);
    }
  });
});
