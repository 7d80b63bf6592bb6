import type { FastifyInstance } from 'fastify';
import { type Customer, type Order, orderTotalCents } from '../store/types.ts';
import { pathPart, type SampleContext, searchOf, staffOf } from '../web/context.ts';
import { formatDay, formatMoney } from '../web/format.ts';
import { formText } from '../web/forms.ts';
import { type Html, html } from '../web/html.ts';
import { staffPage, statusBadge } from '../web/layout.ts';

/** /customers, and /customers/{id}: a page whose main part is a custom element with an open shadow root. */
export function customerPages(app: FastifyInstance, context: SampleContext): void {
  app.get('/customers', async (request) => {
    const q = (searchOf(request).get('q') ?? '').trim();
    const found = context.store
      .customers()
      .filter((customer) => `${customer.name} ${customer.email}`.toLowerCase().includes(q.toLowerCase()));
    return staffPage(staffOf(context, request), context.apiToken, {
      title: 'Customers',
      section: 'customers',
      content: listContent(found, q),
    });
  });

  app.get('/customers/:id', async (request, reply) => {
    const customer = context.store.customer(Number(pathPart(request, 'id')));
    if (!customer) return reply.callNotFound();
    const staff = staffOf(context, request);
    const orders = context.store.orders().filter((order) => order.customer === customer);
    const content = detailContent(customer, orders, staff.csrf);
    return staffPage(staff, context.apiToken, { title: customer.name, section: 'customers', content });
  });

  app.post('/customers/:id/vip', async (request, reply) => {
    const customer = context.store.customer(Number(pathPart(request, 'id')));
    if (!customer) return reply.callNotFound();
    context.store.setVip(customer, formText(request.body, 'vip') === 'yes');
    return { id: customer.id, vip: customer.vip };
  });
}

function listContent(found: readonly Customer[], q: string): Html {
  return html`<header class="page-head"><div><h1>Customers</h1><p class="muted">${found.length} ${found.length === 1 ? 'customer' : 'customers'}</p></div></header>
<section class="card">
  <form class="filters" method="get" action="/customers" role="search"><div class="grow"><label for="q">Search customers</label>
    <input id="q" name="q" type="search" placeholder="Name or email" value="${q}"></div><button type="submit" class="primary">Search</button></form>
  ${found.length === 0 && html`<p class="empty">No customers match.</p>`}
  <div class="table-wrap"><table><caption class="visually-hidden">Customers</caption>
  <thead><tr><th scope="col">Name</th><th scope="col">Email</th><th scope="col">City</th><th scope="col">Customer since</th></tr></thead>
  <tbody>${found.map(
    (customer) => html`<tr><td><a href="/customers/${customer.id}">${customer.name}</a></td><td>${customer.email}</td>
    <td>${customer.city}</td><td>${formatDay(customer.since)}</td></tr>`,
  )}</tbody></table></div>
</section>`;
}

function detailContent(customer: Customer, orders: readonly Order[], csrf: string): Html {
  const spentCents = orders.filter((order) => order.status !== 'cancelled').reduce((sum, order) => sum + orderTotalCents(order), 0);
  return html`<nav class="crumbs" aria-label="Breadcrumb"><a href="/customers">Customers</a> <span aria-hidden="true">/</span> ${customer.name}</nav>
<header class="page-head"><div><h1>${customer.name}</h1><p class="muted">Customer ${customer.id}, since ${formatDay(customer.since)}</p></div></header>
<div class="columns"><div>
<section class="card" aria-labelledby="orders-title"><h2 id="orders-title">Orders</h2>
  ${orders.length === 0 && html`<p class="empty">No orders yet.</p>`}
  <div class="table-wrap"><table>
  <thead><tr><th scope="col">Order</th><th scope="col">Placed</th><th scope="col">Status</th><th scope="col" class="number">Total</th><th scope="col">Invoice</th></tr></thead>
  <tbody>${orders.map(
    (
      order,
    ) => html`<tr><td><a href="/orders/${order.id}">#${order.id}</a></td><td>${formatDay(order.placedAt)}</td><td>${statusBadge(order.status)}</td>
    <td class="number">${formatMoney(orderTotalCents(order))}</td>
    <td><a href="/orders/${order.id}/invoice" target="_blank" rel="noopener" aria-label="Invoice of order #${order.id}">Open</a></td></tr>`,
  )}</tbody></table></div>
</section></div><div>
<customer-card customer-id="${customer.id}" name="${customer.name}" email="${customer.email}" phone="${customer.phone}"
  city="${customer.city}, ${customer.country}" spent="${formatMoney(spentCents)}" vip="${customer.vip ? 'yes' : 'no'}" csrf="${csrf}"></customer-card>
</div></div>
<script src="/assets/customer-card.js"></script>`;
}
