import type { FastifyInstance } from 'fastify';
import { type Customer, orderTotalCents } from '../store/types.ts';
import { type SampleContext, searchOf, staffOf } from '../web/context.ts';
import { formatMoney } from '../web/format.ts';
import { type Html, html } from '../web/html.ts';
import { plainPage, staffPage } from '../web/layout.ts';

const ROWS = 50;

interface ReportRow {
  readonly customer: Customer;
  readonly orders: number;
  readonly spentCents: number;
}

/** /reports/customers: a page around a frame, as reporting tools are often embedded. The frame has a form and 50 rows. */
export function customerReportPages(app: FastifyInstance, context: SampleContext): void {
  app.get('/reports/customers', async (request) =>
    staffPage(staffOf(context, request), context.apiToken, {
      title: 'Customer report',
      section: 'reports',
      content: html`<header class="page-head"><div><h1>Customer report</h1><p class="muted">What customers bought this year, best first</p></div></header>
<iframe class="report" title="Customer report" name="customer-report" src="/reports/customers/frame"></iframe>`,
    }),
  );

  app.get('/reports/customers/frame', async (request) => {
    const search = searchOf(request);
    const q = (search.get('q') ?? '').trim();
    const country = search.get('country') ?? '';
    const rows = reportRows(context);
    const countries = [...new Set(rows.map((row) => row.customer.country))].sort();
    const found = rows.filter(
      ({ customer }) =>
        (!country || customer.country === country) && `${customer.name} ${customer.email}`.toLowerCase().includes(q.toLowerCase()),
    );
    return plainPage('Customer report', frameContent(found, countries, { q, country }));
  });
}

/** Customers with the highest revenue first. */
function reportRows(context: SampleContext): ReportRow[] {
  const rows = context.store.customers().map((customer) => {
    const orders = context.store.orders().filter((order) => order.customer === customer && order.status !== 'cancelled');
    return { customer, orders: orders.length, spentCents: orders.reduce((sum, order) => sum + orderTotalCents(order), 0) };
  });
  return rows.sort((a, b) => b.spentCents - a.spentCents || a.customer.id - b.customer.id);
}

function frameContent(found: readonly ReportRow[], countries: readonly string[], asked: { q: string; country: string }): Html {
  return html`<div class="frame">
  <form class="filters" method="get" action="/reports/customers/frame" role="search">
    <div class="grow"><label for="q">Customer</label><input id="q" name="q" type="search" value="${asked.q}"></div>
    <div><label for="country">Country</label><select id="country" name="country"><option value="">All countries</option>
      ${countries.map((country) => html`<option${country === asked.country && html` selected`}>${country}</option>`)}</select></div>
    <button type="submit" class="primary">Show</button>
  </form>
  ${found.length === 0 && html`<p class="empty">No customers match.</p>`}
  <div class="table-wrap"><table><caption class="visually-hidden">Customers by revenue</caption>
  <thead><tr><th scope="col">Customer</th><th scope="col">Email</th><th scope="col">Country</th><th scope="col" class="number">Orders</th><th scope="col" class="number">Revenue</th></tr></thead>
  <tbody>${found.slice(0, ROWS).map(
    ({
      customer,
      orders,
      spentCents,
    }) => html`<tr><td><a href="/customers/${customer.id}" target="_top">${customer.name}</a></td><td>${customer.email}</td>
    <td>${customer.country}</td><td class="number">${orders}</td><td class="number">${formatMoney(spentCents)}</td></tr>`,
  )}</tbody></table></div>
  <p class="muted small">${Math.min(found.length, ROWS)} of ${found.length} customers</p>
</div>`;
}
