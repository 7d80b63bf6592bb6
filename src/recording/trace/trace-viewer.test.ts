import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveTraceViewer, type TraceViewer } from '../index.ts';

let folder: string;
let viewer: TraceViewer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rote-viewer-'));
  await writeFile(join(folder, 'trace.zip'), 'PK trace');
  await writeFile(join(folder, 'status.json'), '{}');
  viewer = await serveTraceViewer(join(folder, 'trace.zip'));
});
afterAll(async () => {
  await viewer.close();
  await rm(folder, { recursive: true, force: true });
});

/** Without `fetch`, which normalizes paths and forbids setting Host. */
function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; body: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((done, failed) => {
    const { hostname, port } = new URL(viewer.url);
    const call = request({ hostname, port, path, method, headers }, async (response) => {
      let body = '';
      for await (const piece of response) body += piece;
      done({ status: response.statusCode!, body, headers: response.headers });
    });
    call.on('error', failed);
    call.end();
  });
}

// tests/canary.test.ts checks that the viewer shows a trace in a browser.
describe('the trace viewer', () => {
  it('serves its pages and one trace, which may load from its own origin only', async () => {
    const page = await get('/index.html?trace=x');
    expect(page).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'x-content-type-options': 'nosniff' },
    });
    expect(page.headers['content-security-policy']).toContain("connect-src 'self'");
    const trace = new URL(new URL(viewer.url).searchParams.get('trace')!);
    expect(trace.origin).toBe(new URL(viewer.url).origin);
    expect(await get(trace.pathname)).toMatchObject({ status: 200, body: 'PK trace', headers: { 'content-type': 'application/zip' } });
    expect(await get(trace.pathname, {}, 'HEAD')).toMatchObject({ status: 200, body: '' });
  });

  it.each([
    '/trace.zip',
    '/status.json',
    '/../../package.json',
    '/..%2f..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets',
    '/',
    '/nothing',
    '/%00',
    '/%zz',
  ])('serves nothing at %s', async (path) => {
    const { status, body } = await get(path).catch(() => ({ status: 0, body: '' }));
    expect([0, 404]).toContain(status);
    expect(body).toBe('');
  });

  it('refuses another host name and other methods than GET and HEAD', async () => {
    expect(await get('/index.html', { host: 'evil.example' })).toMatchObject({ status: 403 });
    expect(await get('/index.html', {}, 'POST')).toMatchObject({ status: 403 });
  });

  it('does not start for a missing trace', async () => {
    await expect(serveTraceViewer(join(folder, 'none.zip'))).rejects.toMatchObject({
      code: 'TRACE_NOT_AVAILABLE',
      message: expect.stringContaining('none.zip'),
    });
  });
});
