import type { FastifyInstance } from 'fastify';
import { findOrders, readOrderQuery } from '../store/order-query.ts';
import { type Customer, type Order, orderTotalCents, type Refund } from '../store/types.ts';
import { findStaff, orderOf, pathPart, type SampleContext, searchOf } from '../web/context.ts';
import { sameSecret } from '../web/sessions.ts';
import { readCancelReason } from './order-actions.ts';

/** /api/: JSON for programs, with the session cookie or `Authorization: Bearer <the token in localStorage>`. */
export function apiRoutes(app: FastifyInstance, context: SampleContext): void {
  app.addHook('onRequest', async (request, reply) => {
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (sameSecret(bearer, context.apiToken) || (request.method === 'GET' && findStaff(context, request))) return;
    await reply.code(401).send({ error: 'Sign in, or send the API token as a bearer token.' });
  });

  app.get('/api/orders', async (request) => {
    const query = readOrderQuery(searchOf(request));
    const found = findOrders(context.store.orders(), query);
    const from = (query.page - 1) * query.perPage;
    return { total: found.length, page: query.page, orders: found.slice(from, from + query.perPage).map(orderSummary) };
  });

  app.get('/api/orders/:id', async (request, reply) => {
    const order = orderOf(context, request);
    return order ? orderDetail(context, order) : reply.code(404).send({ error: 'No such order.' });
  });

  app.post('/api/orders/:id/cancel', async (request, reply) => {
    const order = orderOf(context, request);
    if (!order) return reply.code(404).send({ error: 'No such order.' });
    const reason = readCancelReason(String((request.body as { reason?: unknown } | undefined)?.reason ?? ''));
    if (!reason) return reply.code(422).send({ error: 'Give a reason: customer_request, out_of_stock, duplicate or fraud.' });
    const outcome = context.store.cancel(order, reason, 'API');
    return outcome.ok ? orderDetail(context, order) : reply.code(409).send({ error: outcome.reason });
  });

  app.get('/api/refunds', async () => ({ refunds: context.store.refunds().map(refundDetail) }));

  app.get('/api/customers/:id', async (request, reply) => {
    const customer = context.store.customer(Number(pathPart(request, 'id')));
    return customer ? customerDetail(customer) : reply.code(404).send({ error: 'No such customer.' });
  });
}

function orderSummary(order: Order) {
  return {
    id: order.id,
    status: order.status,
    customer: order.customer.name,
    placed_at: order.placedAt,
    total: euros(orderTotalCents(order)),
  };
}

function orderDetail(context: SampleContext, order: Order) {
  return {
    ...orderSummary(order),
    email: order.customer.email,
    address: order.address,
    cancel_reason: order.cancelReason ?? null,
    lines: order.lines.map((line) => ({ sku: line.sku, title: line.title, quantity: line.quantity, unit_price: euros(line.unitCents) })),
    refunds: context.store.refundsOf(order).map(refundDetail),
    notes: order.notes.map((note) => ({ id: note.id, at: note.at, by: note.by, text: note.text })),
    attachments: order.attachments.map((file) => ({ id: file.id, name: file.name, bytes: file.bytes.length, sha256: file.sha256 })),
    history: order.history,
    cancel_requests: order.requests.cancel,
    refund_requests: order.requests.refund,
    note_requests: order.requests.note,
    attachment_requests: order.requests.attachment,
  };
}

function refundDetail(refund: Refund) {
  return {
    id: refund.id,
    order: refund.order.id,
    amount: euros(refund.amountCents),
    reason: refund.reason,
    comment: refund.comment,
    at: refund.at,
    by: refund.by,
  };
}

function customerDetail(customer: Customer) {
  return { id: customer.id, name: customer.name, email: customer.email, country: customer.country, vip: customer.vip };
}

/** 12900 is `"129.00"`: decimal text, so floating point cannot change an amount. */
function euros(cents: number): string {
  return (cents / 100).toFixed(2);
}
