import type { FastifyInstance } from 'fastify';
import { type Attachment, CANCEL_REASONS, type Note, type Order, orderTotalCents } from '../store/types.ts';
import { orderOf, type SampleContext, staffOf } from '../web/context.ts';
import { formatBytes, formatDay, formatMoney, formatTime } from '../web/format.ts';
import { type Html, html } from '../web/html.ts';
import { csrfField, plainPage, staffPage, statusBadge } from '../web/layout.ts';
import type { StaffSession } from '../web/sessions.ts';

/** /orders/{id} with all actions on an order, and /orders/{id}/invoice, which opens in a separate tab. */
export function orderDetailPages(app: FastifyInstance, context: SampleContext): void {
  app.get('/orders/:id', async (request, reply) => {
    const order = orderOf(context, request);
    if (!order) return reply.callNotFound();
    const staff = staffOf(context, request);
    const content = detailContent(context, order, staff);
    return staffPage(staff, context.apiToken, { title: `Order #${order.id}`, section: 'orders', content });
  });

  app.get('/orders/:id/invoice', async (request, reply) => {
    const order = orderOf(context, request);
    return order ? plainPage(`Invoice ${order.id}`, invoice(order)) : reply.callNotFound();
  });
}

function detailContent(context: SampleContext, order: Order, staff: StaffSession): Html {
  const whyNotCancellable = context.store.whyNotCancellable(order);
  const refunds = context.store.refundsOf(order);
  return html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/orders">Orders</a> <span aria-hidden="true">/</span> #${order.id}</nav>
<header class="page-head">
  <div><h1>Order #${order.id} <span data-testid="order-status">${statusBadge(order.status)}</span></h1>
    <p class="muted">Placed ${formatTime(order.placedAt)} by <a href="/customers/${order.customer.id}">${order.customer.name}</a></p></div>
  <div class="actions">
    <a class="button" href="/orders/${order.id}/invoice" target="_blank" rel="noopener">Open invoice</a>
    ${!context.store.whyNotRefundable(order) && html`<a class="button" href="/orders/${order.id}/refund">Refund</a>`}
    ${!whyNotCancellable && html`<button type="button" class="danger" data-opens="cancel-dialog">Cancel order</button>`}
  </div>
</header>
${stateNote(order, whyNotCancellable)}
<div class="columns">
  <div>
    <section class="card" aria-labelledby="lines-title"><h2 id="lines-title">Articles</h2>${linesTable(order)}
    ${refunds.length > 0 && html`<p class="small">Refunded so far: <a href="/refunds">${formatMoney(orderTotalCents(order) - context.store.refundableCents(order))}</a></p>`}</section>
    <section class="card" aria-labelledby="notes-title"><h2 id="notes-title">Notes</h2>${notesPart(order, staff)}</section>
    <section class="card" aria-labelledby="files-title"><h2 id="files-title">Attachments</h2>${attachmentsPart(order, staff)}</section>
  </div>
  <div>
    <section class="card" aria-labelledby="delivery-title"><h2 id="delivery-title">Delivery</h2><address>${order.customer.name}<br>${order.address}</address></section>
    <section class="card" aria-labelledby="history-title"><h2 id="history-title">History</h2><ol class="history">
      ${order.history.map((entry) => html`<li><span>${entry.event}</span><span class="muted small">${formatTime(entry.at)} · ${entry.by}</span></li>`)}
    </ol></section>
  </div>
</div>
${!whyNotCancellable && cancelDialog(order, staff)}`;
}

function stateNote(order: Order, whyNotCancellable: string | undefined): Html | undefined {
  if (order.cancelReason) {
    return html`<div class="message neutral" role="note">This order was cancelled. Reason: ${CANCEL_REASONS[order.cancelReason]}.</div>`;
  }
  return whyNotCancellable === undefined ? undefined : html`<div class="message warning" role="note">${whyNotCancellable}</div>`;
}

function linesTable(order: Order): Html {
  return html`<div class="table-wrap"><table>
    <thead><tr><th scope="col">Article</th><th scope="col" class="number">Quantity</th><th scope="col" class="number">Price</th><th scope="col" class="number">Sum</th></tr></thead>
    <tbody>${order.lines.map(
      (line) => html`<tr><td>${line.title}<div class="muted small">${line.sku}</div></td><td class="number">${line.quantity}</td>
      <td class="number">${formatMoney(line.unitCents)}</td><td class="number">${formatMoney(line.quantity * line.unitCents)}</td></tr>`,
    )}</tbody>
    <tfoot><tr><th scope="row" colspan="3">Total</th><td class="number" data-testid="order-total">${formatMoney(orderTotalCents(order))}</td></tr></tfoot>
  </table></div>`;
}

function notesPart(order: Order, staff: StaffSession): Html {
  return html`${order.notes.length === 0 && html`<p class="empty">No notes yet.</p>`}
  <ul class="items">${order.notes.map((note) => noteItem(order, note, staff))}</ul>
  <form method="post" action="/orders/${order.id}/notes">${csrfField(staff)}
    <label for="note">Add a note</label><textarea id="note" name="text" rows="2" required></textarea>
    <button type="submit">Save note</button></form>`;
}

function noteItem(order: Order, note: Note, staff: StaffSession): Html {
  return html`<li><div>${note.text}<div class="muted small">${formatTime(note.at)} · ${note.by}</div></div>
    <form method="post" action="/orders/${order.id}/notes/${note.id}/delete" data-confirm="Delete this note? This cannot be undone.">${csrfField(staff)}
    <button type="submit" class="link" aria-label="Delete note: ${note.text}">Delete</button></form></li>`;
}

function attachmentsPart(order: Order, staff: StaffSession): Html {
  return html`${order.attachments.length === 0 && html`<p class="empty">No files yet.</p>`}
  <ul class="items" data-testid="attachments">${order.attachments.map((attachment) => attachmentItem(order, attachment))}</ul>
  <form method="post" action="/orders/${order.id}/attachments" enctype="multipart/form-data">${csrfField(staff)}
    <label for="file">Receipt or other file</label>
    <input id="file" name="file" type="file" required aria-describedby="file-hint">
    <p class="muted small" id="file-hint">PDF, PNG, JPEG, CSV or text, at most 5 MB</p>
    <button type="submit">Upload</button></form>`;
}

function attachmentItem(order: Order, attachment: Attachment): Html {
  return html`<li><div><a href="/orders/${order.id}/attachments/${attachment.id}">${attachment.name}</a>
    <div class="muted small">${formatBytes(attachment.bytes.length)} · SHA-256 ${attachment.sha256.slice(0, 12)}</div></div></li>`;
}

function cancelDialog(order: Order, staff: StaffSession): Html {
  return html`<dialog id="cancel-dialog" aria-labelledby="cancel-title">
  <form method="post" action="/orders/${order.id}/cancel">${csrfField(staff)}
    <h2 id="cancel-title">Cancel order #${order.id}?</h2>
    <p>The customer is told by email and ${formatMoney(orderTotalCents(order))} is returned. This cannot be undone.</p>
    <label for="cancel-reason">Reason</label>
    <select id="cancel-reason" name="reason" required><option value="">Choose a reason</option>
      ${Object.entries(CANCEL_REASONS).map(([value, label]) => html`<option value="${value}">${label}</option>`)}
    </select>
    <div class="actions"><button type="button" data-closes>Keep order</button><button type="submit" class="danger">Yes, cancel order</button></div>
  </form>
</dialog>`;
}

function invoice(order: Order): Html {
  return html`<main class="invoice card">
  <header class="page-head"><div><h1>Invoice ${order.id}</h1><p class="muted">${formatDay(order.placedAt)}</p></div><strong class="brand-name">Fernway Supply</strong></header>
  <address>${order.customer.name}<br>${order.address}</address>
  ${linesTable(order)}
  <p class="muted small">Thank you for your order.</p>
</main>`;
}
