import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { type Faults, installFaults } from './faults.ts';
import { apiRoutes } from './pages/api.ts';
import { customerReportPages } from './pages/customer-report.ts';
import { customerPages } from './pages/customers.ts';
import { orderActions } from './pages/order-actions.ts';
import { orderDetailPages } from './pages/order-detail.ts';
import { ordersListPages } from './pages/orders-list.ts';
import { refundPages } from './pages/refunds.ts';
import { signInPages } from './pages/sign-in.ts';
import { findStaff, type SampleContext, searchOf, staffOf } from './web/context.ts';
import { acceptForms, formText } from './web/forms.ts';
import { Html, html } from './web/html.ts';
import { plainPage } from './web/layout.ts';
import { SESSION_COOKIE, sameSecret } from './web/sessions.ts';

const MAX_DELAY_MS = 60_000;
const ASSETS = [
  { name: 'frame.css', type: 'text/css; charset=utf-8' },
  { name: 'parts.css', type: 'text/css; charset=utf-8' },
  { name: 'app.js', type: 'text/javascript; charset=utf-8' },
  { name: 'customer-card.js', type: 'text/javascript; charset=utf-8' },
];

/** The web application, not listening yet. Without `faults` there are no routes under /__test/. */
export function buildApp(context: SampleContext, options: { delayMs: number; faults: Faults | undefined }): FastifyInstance {
  const app = Fastify({ forceCloseConnections: true });
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  acceptForms(app);
  sendHtml(app);

  app.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/assets/') || request.url.startsWith('/__test/')) return;
    const asked = Number(searchOf(request).get('delay_ms')) || options.delayMs;
    if (asked > 0) await pause(Math.min(asked, MAX_DELAY_MS), undefined, { signal: closing.signal });
  });
  if (options.faults) {
    const actions = { reset: () => context.store.reset(), expireSessions: () => context.sessions.endAll(), closing: closing.signal };
    installFaults(app, options.faults, actions);
  }

  serveAssets(app);
  signInPages(app, context);
  app.register(async (api) => apiRoutes(api, context));
  app.register(async (staff) => staffPages(staff, context));
  return app;
}

function sendHtml(app: FastifyInstance): void {
  app.setReplySerializer((payload) => (payload instanceof Html ? payload.text : JSON.stringify(payload)));
  app.addHook('preSerialization', async (_request, reply, payload) => {
    if (payload instanceof Html) reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
    return payload;
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(messagePage('Not found', 'There is no such page.')));
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
    const code = error.statusCode ?? 500;
    return reply.code(code).send(messagePage('Something went wrong', code < 500 ? error.message : 'Please try again.'));
  });
}

function messagePage(title: string, text: string): Html {
  return plainPage(
    title,
    html`<main class="sign-in"><div class="card"><h1>${title}</h1><p>${text}</p><p><a href="/orders">Back to the orders</a></p></div></main>`,
  );
}

function serveAssets(app: FastifyInstance): void {
  for (const asset of ASSETS) {
    const text = readFileSync(new URL(`./assets/${asset.name}`, import.meta.url), 'utf8');
    app.get(`/assets/${asset.name}`, async (_request, reply) => reply.type(asset.type).header('cache-control', 'max-age=3600').send(text));
  }
}

/** The pages that need a session. Every POST must carry the session's token, as a field or a header. */
function staffPages(app: FastifyInstance, context: SampleContext): void {
  app.addHook('onRequest', async (request, reply) => {
    if (findStaff(context, request)) return;
    const next = request.method === 'GET' ? `?next=${encodeURIComponent(request.url)}` : '';
    await reply.redirect(`/login${next}`, 303);
  });
  app.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'POST') return;
    const given = formText(request.body, '_csrf') || String(request.headers['x-csrf-token'] ?? '');
    if (!sameSecret(given, staffOf(context, request).csrf)) {
      await reply.code(403).send(messagePage('Not allowed', 'This form has expired. Reload the page and try again.'));
    }
  });
  app.get('/', async (_request, reply) => reply.redirect('/orders', 303));
  app.post('/logout', async (request, reply) => {
    context.sessions.end(staffOf(context, request));
    reply.header('set-cookie', `${SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
    return reply.redirect('/login', 303);
  });
  ordersListPages(app, context);
  orderDetailPages(app, context);
  orderActions(app, context);
  refundPages(app, context);
  customerPages(app, context);
  customerReportPages(app, context);
}
