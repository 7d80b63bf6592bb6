import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningSample, startSample } from './index.ts';
import { Visitor } from './visitor.ts';

let sample: RunningSample;
let visitor: Visitor;

beforeAll(async () => {
  sample = await startSample();
});
beforeEach(async () => {
  sample.reset();
  visitor = new Visitor(sample.url);
  await visitor.signIn(sample.user, sample.password);
});
afterAll(() => sample.close());

const readBack = async (order: number) => {
  const response = await fetch(`${sample.url}/api/orders/${order}`, { headers: { authorization: `Bearer ${sample.apiToken}` } });
  return (await response.json()) as Record<string, unknown> & { history: { event: string; request: number }[] };
};

describe('signing in', () => {
  it('refuses a wrong password with a message and without a session cookie', async () => {
    const stranger = new Visitor(sample.url);
    const answer = await stranger.signIn(sample.user, 'wrong');
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('Wrong email or password.');
    expect(stranger.cookies.has('session')).toBe(false);
  });

  it('redirects a signed-out visitor to the form and back to the requested page, never to another host', async () => {
    const stranger = new Visitor(sample.url);
    expect((await stranger.get('/orders/10234?x=1')).location).toBe('/login?next=%2Forders%2F10234%3Fx%3D1');
    expect((await stranger.signIn(sample.user, sample.password, '/orders/10234?x=1')).location).toBe('/orders/10234?x=1');
    for (const next of ['//evil.example/', '/\\evil.example', 'https://evil.example/', '/\t/evil.example']) {
      expect((await new Visitor(sample.url).signIn(sample.user, sample.password, next)).location, next).toBe('/orders');
    }
  });

  it('marks the cookie HttpOnly and SameSite=Lax, and ends the session at sign-out', async () => {
    expect(visitor.cookies.get('session')).toMatch(/HttpOnly; SameSite=Lax$/);
    await visitor.post('/logout', {});
    expect((await visitor.get('/orders')).location).toContain('/login');
  });

  it('refuses a form without the token of the session', async () => {
    const answer = await visitor.post('/orders/10234/cancel', { reason: 'fraud', _csrf: 'forged' });
    expect(answer.status).toBe(403);
    expect(await readBack(10234)).toMatchObject({ status: 'paid', cancel_requests: 0 });
  });
});

describe('orders', () => {
  it('are the same at every start and have the states that the documentation promises', async () => {
    const other = await startSample();
    expect(other.store.orders()).toEqual(sample.store.orders());
    await other.close();
    expect(sample.store.orders()).toHaveLength(250);
    expect([10234, 10235, 10236, 10237].map((id) => sample.store.order(id)?.status)).toEqual(['paid', 'shipped', 'cancelled', 'delivered']);
    const emails = sample.store.customers().map((customer) => customer.email);
    expect(new Set(emails).size).toBe(emails.length);
  });

  it('are found by number with or without the hash, and by name', async () => {
    for (const q of ['10234', '%2310234']) {
      const { text } = await visitor.get(`/orders?q=${q}`);
      expect(text.match(/href="\/orders\/\d+"/g)).toEqual(['href="/orders/10234"']);
    }
    expect((await visitor.get('/orders?q=moretti')).text).toContain('Moretti');
    expect((await visitor.get('/orders?q=nobody-at-all')).text).toContain('No orders match.');
  });

  it('are paginated, filtered and sorted', async () => {
    const last = await visitor.get('/orders?page=10');
    expect(last.text).toContain('226–250 of 250 orders');
    expect((await visitor.get('/orders?page=99')).text).toContain('226–250 of 250 orders');
    expect((await visitor.get('/orders?per_page=50')).text.match(/href="\/orders\/\d+"/g)).toHaveLength(50);
    const shipped = await visitor.get('/orders?status=shipped&per_page=100');
    expect(shipped.text.match(/<td><span class="badge badge-shipped">/g)?.length).toBe(
      sample.store.orders().filter((order) => order.status === 'shipped').length,
    );
    const cheapest = await visitor.get('/orders?sort=total&dir=asc');
    expect(cheapest.text).toContain('<th scope="col" class="number" aria-sort="ascending">');
  });

  it('show user input as text, never as markup', async () => {
    await visitor.post('/orders/10234/notes', { text: '<img src=x onerror="alert(1)">' });
    const { text } = await visitor.get('/orders/10234');
    expect(text).not.toContain('<img');
    expect(text).toContain('&#60;img src=x onerror=&#34;alert(1)&#34;&#62;');
  });
});

describe('cancelling', () => {
  it('cancels once, and refuses but counts a second submit', async () => {
    const first = await visitor.post('/orders/10234/cancel', { reason: 'customer_request' });
    expect(first.location).toBe('/orders/10234');
    expect((await visitor.get('/orders/10234')).text).toContain('Order #10234 has been cancelled.');
    await visitor.post('/orders/10234/cancel', { reason: 'customer_request' });
    expect((await visitor.get('/orders/10234')).text).toContain('Order #10234 is already cancelled.');
    const order = await readBack(10234);
    expect(order).toMatchObject({ status: 'cancelled', cancel_reason: 'customer_request', cancel_requests: 2 });
    expect(order.history.slice(-2)).toMatchObject([
      { event: 'Cancelled: Customer changed their mind', request: 1 },
      { event: 'Cancellation refused', request: 2 },
    ]);
  });

  it('is not offered for a shipped order, and refused when a stale page still submits it', async () => {
    const page = await visitor.get('/orders/10235');
    expect(page.text).toContain('Order #10235 has already shipped and can no longer be cancelled.');
    expect(page.text).not.toContain('Cancel order');
    await visitor.post('/orders/10235/cancel', { reason: 'fraud' });
    expect(await readBack(10235)).toMatchObject({ status: 'shipped', cancel_requests: 1 });
  });

  it('needs a reason', async () => {
    await visitor.post('/orders/10234/cancel', { reason: '' });
    expect((await visitor.get('/orders/10234')).text).toContain('choose a reason');
    expect(await readBack(10234)).toMatchObject({ status: 'paid', cancel_requests: 0 });
  });
});

describe('refunds', () => {
  it.each([
    [{ amount: '99999', reason: 'damaged' }, 'The amount must not exceed €282.50.'],
    [{ amount: '', reason: 'damaged' }, 'Enter an amount.'],
    [{ amount: '-5', reason: 'damaged' }, 'Enter an amount such as 12.50.'],
    [{ amount: '0', reason: 'damaged' }, 'The amount must be more than zero.'],
    [{ amount: '5', reason: '' }, 'Choose a reason.'],
    [{ amount: '5', reason: 'goodwill' }, 'Say why goodwill is shown.'],
  ])('point out what is wrong in %j', async (form, message) => {
    const answer = await visitor.post('/orders/10234/refund', form);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain('aria-invalid="true"');
    expect(sample.store.refunds()).toEqual([]);
  });

  it('are recorded to the cent and reduce the refundable amount', async () => {
    expect((await visitor.post('/orders/10234/refund', { amount: '12,50', reason: 'late' })).location).toBe('/refunds');
    expect((await visitor.get('/refunds')).text).toContain('Refund R-3001 of €12.50 for order #10234 recorded.');
    expect((await visitor.post('/orders/10234/refund', { amount: '270.01', reason: 'late' })).text).toContain('must not exceed €270.00');
    expect(await readBack(10234)).toMatchObject({ refunds: [{ id: 'R-3001', amount: '12.50', reason: 'late' }], refund_requests: 1 });
  });
});

describe('files', () => {
  it('are downloaded exactly as they were attached', async () => {
    const bytes = Buffer.from('paid in cash\n\u0000\u00ff', 'latin1');
    await visitor.upload('/orders/10234/attachments', 'reçu no 1.txt', bytes);
    const [file] = (await readBack(10234)).attachments as { id: number; name: string; bytes: number }[];
    expect(file).toMatchObject({ name: 'reçu no 1.txt', bytes: bytes.length });
    const download = await visitor.fetch(`/orders/10234/attachments/${file?.id}`);
    expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true);
  });

  it.each([
    ['virus.exe', 'x', 'only PDF'],
    ['empty.pdf', '', 'it is empty'],
  ])('of a wrong kind are refused: %s', async (name, content, message) => {
    await visitor.upload('/orders/10234/attachments', name, Buffer.from(content));
    expect((await visitor.get('/orders/10234')).text).toContain(message);
    expect(await readBack(10234)).toMatchObject({ attachments: [] });
  });

  it('export all pages of the list on the screen', async () => {
    const answer = await visitor.fetch('/orders.csv?status=shipped');
    expect(answer.headers.get('content-disposition')).toContain('orders.csv');
    const lines = (await answer.text()).trim().split('\r\n');
    expect(lines).toHaveLength(1 + sample.store.orders().filter((order) => order.status === 'shipped').length);
  });
});

describe('the JSON api', () => {
  it('opens with the session cookie or the token, and changes nothing for a cookie alone', async () => {
    expect((await fetch(`${sample.url}/api/orders/10234`)).status).toBe(401);
    expect((await visitor.get('/api/orders/10234')).status).toBe(200);
    expect((await visitor.fetch('/api/orders/10234/cancel', { method: 'POST' })).status).toBe(401);
    expect((await readBack(99)).error).toBe('No such order.');
  });

  it('cancels for the holder of the token and answers 409 the second time', async () => {
    const cancel = () =>
      fetch(`${sample.url}/api/orders/10234/cancel`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sample.apiToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ reason: 'duplicate' }),
      });
    expect((await cancel()).status).toBe(200);
    expect((await cancel()).status).toBe(409);
    expect(await readBack(10234)).toMatchObject({ status: 'cancelled', cancel_requests: 2 });
  });
});

it('delays answers on request', async () => {
  const started = performance.now();
  await visitor.get('/orders?delay_ms=120');
  expect(performance.now() - started).toBeGreaterThanOrEqual(115);
});

describe('node sample/main.ts', () => {
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [new URL('main.ts', import.meta.url).pathname, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    return {
      child,
      output: once(child.stdout, 'data').then(String),
      errors: once(child.stderr, 'data').then(String),
      exit: once(child, 'exit'),
    };
  };

  it('prints one line with its address and login, and exits on SIGTERM', async () => {
    const { child, output, exit } = start('--port', '0');
    const line = await output;
    expect(line).toBe(`${line.split(' ')[0]}  user ${sample.user}  password ${sample.password}\n`);
    expect((await fetch(`${line.split(' ')[0]}/login`)).status).toBe(200);
    child.kill('SIGTERM');
    expect(await exit).toEqual([0, null]);
  });

  it.each([
    [['--port', 'abc'], '--port must be a whole number, not "abc"'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['--api-token', 'a b'], 'the API token may only have letters'],
  ])('says what is wrong with %j', async (args, message) => {
    const { errors, exit } = start(...args);
    expect(await errors).toContain(message);
    expect((await exit)[0]).toBe(2);
  });
});
