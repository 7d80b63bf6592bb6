import type { FastifyInstance } from 'fastify';
import { type Order, orderTotalCents, REFUND_REASONS, type Refund, type RefundReason } from '../store/types.ts';
import { goBack, orderOf, type SampleContext, staffOf } from '../web/context.ts';
import { formatMoney, formatTime } from '../web/format.ts';
import { formText } from '../web/forms.ts';
import { type Html, html } from '../web/html.ts';
import { csrfField, staffPage } from '../web/layout.ts';
import type { StaffSession } from '../web/sessions.ts';

interface RefundForm {
  readonly amount: string;
  readonly reason: string;
  readonly comment: string;
}
type Mistakes = Partial<Record<keyof RefundForm, string>>;

/** /refunds, and /orders/{id}/refund: a form that the server validates, with errors beside their fields. */
export function refundPages(app: FastifyInstance, context: SampleContext): void {
  const page = (staff: StaffSession, title: string, content: Html) =>
    staffPage(staff, context.apiToken, { title, section: 'refunds', content });

  app.get('/refunds', async (request) => page(staffOf(context, request), 'Refunds', listContent(context.store.refunds())));

  app.get('/orders/:id/refund', async (request, reply) => {
    const order = orderOf(context, request);
    if (!order) return reply.callNotFound();
    const staff = staffOf(context, request);
    const refusal = context.store.whyNotRefundable(order);
    if (refusal) return goBack(reply, staff, `/orders/${order.id}`, { kind: 'error', text: refusal });
    const form = { amount: '', reason: '', comment: '' };
    return page(staff, `Refund order #${order.id}`, formContent(context, order, staff, form, {}));
  });

  app.post('/orders/:id/refund', async (request, reply) => {
    const order = orderOf(context, request);
    if (!order) return reply.callNotFound();
    const staff = staffOf(context, request);
    const form = {
      amount: formText(request.body, 'amount'),
      reason: formText(request.body, 'reason'),
      comment: formText(request.body, 'comment'),
    };
    const amountCents = readAmountCents(form.amount);
    const reason = readRefundReason(form.reason);
    const mistakes = findMistakes(form, amountCents, context.store.refundableCents(order));
    if (amountCents === undefined || !reason || Object.keys(mistakes).length > 0) {
      return reply.code(422).send(page(staff, `Refund order #${order.id}`, formContent(context, order, staff, form, mistakes)));
    }
    const outcome = context.store.refund(order, { amountCents, reason, comment: form.comment }, staff.name);
    if (!outcome.ok) return goBack(reply, staff, `/orders/${order.id}`, { kind: 'error', text: outcome.reason });
    const text = `Refund ${outcome.value.id} of ${formatMoney(amountCents)} for order #${order.id} recorded.`;
    return goBack(reply, staff, '/refunds', { kind: 'success', text });
  });
}

function findMistakes(form: RefundForm, amountCents: number | undefined, leftCents: number): Mistakes {
  const mistakes: Mistakes = {};
  if (!form.amount) mistakes.amount = 'Enter an amount.';
  else if (amountCents === undefined) mistakes.amount = 'Enter an amount such as 12.50.';
  else if (amountCents === 0) mistakes.amount = 'The amount must be more than zero.';
  else if (amountCents > leftCents) mistakes.amount = `The amount must not exceed ${formatMoney(leftCents)}.`;
  if (!readRefundReason(form.reason)) mistakes.reason = 'Choose a reason.';
  if (form.reason === 'goodwill' && !form.comment) mistakes.comment = 'Say why goodwill is shown.';
  return mistakes;
}

/** `12.5`, `12,50` and `€12.50` are 1250; anything else is undefined. */
function readAmountCents(text: string): number | undefined {
  const match = /^€?\s*(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : undefined;
}

function readRefundReason(text: string): RefundReason | undefined {
  return Object.hasOwn(REFUND_REASONS, text) ? (text as RefundReason) : undefined;
}

function formContent(context: SampleContext, order: Order, staff: StaffSession, form: RefundForm, mistakes: Mistakes): Html {
  const count = Object.keys(mistakes).length;
  const flaw = (name: keyof RefundForm) => mistakes[name] && html` aria-invalid="true" aria-describedby="${name}-error"`;
  const message = (name: keyof RefundForm) => mistakes[name] && html`<p class="field-error" id="${name}-error">${mistakes[name]}</p>`;
  return html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/orders">Orders</a> <span aria-hidden="true">/</span> <a href="/orders/${order.id}">#${order.id}</a> <span aria-hidden="true">/</span> Refund</nav>
<header class="page-head"><div><h1>Refund order #${order.id}</h1>
  <p class="muted">${order.customer.name} paid ${formatMoney(orderTotalCents(order))}; ${formatMoney(context.store.refundableCents(order))} can still be refunded.</p></div></header>
${count > 0 && html`<div class="message error" role="alert">${count === 1 ? 'One field needs' : `${count} fields need`} your attention. Nothing was refunded.</div>`}
<form class="card narrow" method="post" action="/orders/${order.id}/refund" novalidate>${csrfField(staff)}
  <label for="amount">Amount in euros</label>
  <input id="amount" name="amount" inputmode="decimal" autocomplete="off" value="${form.amount}"${flaw('amount')}>${message('amount')}
  <label for="reason">Reason</label>
  <select id="reason" name="reason"${flaw('reason')}><option value="">Choose a reason</option>
    ${Object.entries(REFUND_REASONS).map(([value, label]) => html`<option value="${value}"${value === form.reason && html` selected`}>${label}</option>`)}
  </select>${message('reason')}
  <label for="comment">Comment</label>
  <textarea id="comment" name="comment" rows="3"${flaw('comment')}>${form.comment}</textarea>${message('comment')}
  <div class="actions"><a class="button" href="/orders/${order.id}">Back</a><button type="submit" class="primary">Record refund</button></div>
</form>`;
}

function listContent(refunds: readonly Refund[]): Html {
  return html`<header class="page-head"><div><h1>Refunds</h1><p class="muted">Newest first</p></div></header>
<section class="card">${
    refunds.length === 0
      ? html`<p class="empty">No refunds yet. Record one from the page of an order.</p>`
      : html`<div class="table-wrap"><table><caption class="visually-hidden">Refunds</caption>
  <thead><tr><th scope="col">Refund</th><th scope="col">Order</th><th scope="col">Reason</th><th scope="col">Comment</th><th scope="col">Recorded</th><th scope="col" class="number">Amount</th></tr></thead>
  <tbody>${refunds.map(
    (
      refund,
    ) => html`<tr><td>${refund.id}</td><td><a href="/orders/${refund.order.id}">#${refund.order.id}</a></td><td>${REFUND_REASONS[refund.reason]}</td>
    <td>${refund.comment}</td><td>${formatTime(refund.at)}<div class="muted small">${refund.by}</div></td><td class="number">${formatMoney(refund.amountCents)}</td></tr>`,
  )}</tbody></table></div>`
  }</section>`;
}
