import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { Egress } from './egress.ts';
import type { PendingRequests } from './lost-answers.ts';
import { ask, cleanUp, cleanups, connectRequest, dial, listen, proxy, readUntil, site } from './testing/proxied.ts';

afterEach(cleanUp);

/** A tunnel to a site whose socket the test controls. */
async function openTunnel(egress: Egress): Promise<{ client: Socket; far: Socket }> {
  const server = createServer({ allowHalfOpen: true });
  const port = await listen(server);
  const connected = once(server, 'connection') as Promise<[Socket]>;
  const client = await dial(egress, connectRequest(egress, `shop.test:${port}`));
  await readUntil(client, '\r\n\r\n');
  const [far] = await connected;
  cleanups.push(() => far.destroy());
  return { client, far };
}

/** A browser that waits for an answer, or not, and closes its connection on abort. */
function pendingRequests(waits: boolean, client?: Socket): PendingRequests & { aborted: number } {
  return {
    aborted: 0,
    waitsFor: async () => waits,
    async abortLoading() {
      this.aborted += 1;
      client?.end();
    },
  };
}

const HELLO = Buffer.from([22, 3, 3, 0, 1, 0]);
const CLOSE_NOTIFY = Buffer.concat([Buffer.from([23, 3, 3, 0, 19]), Buffer.alloc(19)]);
const request = async ({ client, far }: { client: Socket; far: Socket }) => {
  client.write('a request');
  await once(far, 'data');
};

describe('a tunnel whose site has ended', () => {
  test.each(['end', 'reset'])('ends at once without a write (%s)', async (how) => {
    const tunnel = await openTunnel(await proxy());
    await request(tunnel);
    const ended = once(tunnel.client, 'close');
    tunnel.client.resume();
    if (how === 'end') tunnel.far.destroy();
    else tunnel.far.resetAndDestroy();
    await ended;
  });

  test('ends, and nothing is lost, when the browser waits for nothing unsafe', async () => {
    const egress = await proxy();
    const browser = pendingRequests(false);
    egress.askBrowser(browser);
    const tunnel = await openTunnel(egress);
    const write = egress.duringWrite();
    await request(tunnel);
    const ended = once(tunnel.client, 'close');
    tunnel.client.resume();
    tunnel.far.destroy();
    await ended;
    expect(await write.end()).toEqual([]);
    expect(browser.aborted).toBe(0);
  });

  test('aborts a waiting request before it ends, and never passes on the closing alert', async () => {
    const egress = await proxy();
    const tunnel = await openTunnel(egress);
    const browser = pendingRequests(true, tunnel.client);
    egress.askBrowser(browser);
    tunnel.far.write(HELLO);
    await once(tunnel.client, 'data');
    const write = egress.duringWrite();
    await request(tunnel);
    const received: Buffer[] = [];
    tunnel.client.on('data', (chunk: Buffer) => received.push(chunk));
    const ended = once(tunnel.client, 'close');
    tunnel.far.end(CLOSE_NOTIFY);
    await ended;
    expect(browser.aborted).toBe(1);
    expect(await write.end()).toMatchObject([{ host: expect.stringMatching(/^shop\.test:/) }]);
    expect(Buffer.concat(received)).toHaveLength(0);
  });

  test('stays silent until the proxy closes when the browser does not release it', async () => {
    const egress = await proxy();
    const tunnel = await openTunnel(egress);
    egress.askBrowser(pendingRequests(true));
    const write = egress.duringWrite();
    await request(tunnel);
    let closed = false;
    const ended = once(tunnel.client, 'close').then(() => (closed = true));
    tunnel.client.resume();
    tunnel.far.destroy();
    await expect.poll(() => write.end(), { timeout: 60_000 }).toHaveLength(1);
    expect(closed).toBe(false);
    await egress.close();
    await ended;
  });

  test('passes on what only looks like an alert', async () => {
    const egress = await proxy();
    const tunnel = await openTunnel(egress);
    tunnel.far.write(HELLO);
    await once(tunnel.client, 'data');
    egress.duringWrite();
    await request(tunnel);
    tunnel.far.write(CLOSE_NOTIFY);
    expect(((await once(tunnel.client, 'data')) as [Buffer])[0]).toEqual(CLOSE_NOTIFY);
  });
});

test('reports a lost POST without a tunnel, but neither a GET nor a host that was never reached', async () => {
  const port = await site((asked) => void asked.socket.destroy());
  const egress = await proxy();
  const write = egress.duringWrite();
  await ask(egress, `http://shop.test:${port}/`, { method: 'POST', body: 'x' });
  await ask(egress, `http://shop.test:${port}/`);
  await ask(egress, 'http://shop.test:1/', { method: 'POST', body: 'x' });
  expect(await write.end()).toEqual([{ host: `shop.test:${port}` }]);
});

test('does not count what was lost after one write for the next', async () => {
  const egress = await proxy();
  const tunnel = await openTunnel(egress);
  egress.askBrowser(pendingRequests(true, tunnel.client));
  const write = egress.duringWrite();
  await request(tunnel);
  await write.end();
  tunnel.client.resume();
  const ended = once(tunnel.client, 'close');
  tunnel.far.destroy();
  await ended;
  expect(await egress.duringWrite().end()).toEqual([]);
});
