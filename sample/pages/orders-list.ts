import type { FastifyInstance } from 'fastify';
import { findOrders, type OrderQuery, PAGE_SIZES, readOrderQuery, type SortKey, writeOrderQuery } from '../store/order-query.ts';
import { ORDER_STATUSES, type Order, type OrderStatus, orderTotalCents } from '../store/types.ts';
import { type SampleContext, searchOf, staffOf } from '../web/context.ts';
import { formatDay, formatMoney } from '../web/format.ts';
import { type Html, html } from '../web/html.ts';
import { staffPage, statusBadge } from '../web/layout.ts';

const COLUMNS: readonly { key: SortKey; label: string }[] = [
  { key: 'id', label: 'Order' },
  { key: 'customer', label: 'Customer' },
  { key: 'placed', label: 'Placed' },
  { key: 'status', label: 'Status' },
  { key: 'total', label: 'Total' },
];

/** /orders (search, filter, sort, pages) and /orders.csv (the complete list as a download). */
export function ordersListPages(app: FastifyInstance, context: SampleContext): void {
  app.get('/orders', async (request) => {
    const query = readOrderQuery(searchOf(request));
    const all = context.store.orders();
    const found = findOrders(all, query);
    return staffPage(staffOf(context, request), context.apiToken, {
      title: 'Orders',
      section: 'orders',
      content: listContent(all, found, query),
    });
  });

  app.get('/orders.csv', async (request, reply) => {
    const found = findOrders(context.store.orders(), readOrderQuery(searchOf(request)));
    reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="orders.csv"');
    return ['order,customer,email,placed,status,total_eur', ...found.map(csvLine)].join('\r\n').concat('\r\n');
  });
}

function listContent(all: readonly Order[], found: readonly Order[], query: OrderQuery): Html {
  const pages = Math.max(1, Math.ceil(found.length / query.perPage));
  const page = Math.min(query.page, pages);
  const from = (page - 1) * query.perPage;
  const rows = found.slice(from, from + query.perPage);
  const search = writeOrderQuery(query, { page: 1 });
  return html`<header class="page-head">
  <div><h1>Orders</h1><p class="muted">${all.length} orders since January</p></div>
  <a class="button" href="/orders.csv${search && `?${search}`}" download>Export CSV</a>
</header>
<section class="tiles" aria-label="Orders by status">
  ${ORDER_STATUSES.map((status) => tile(status, all.filter((order) => order.status === status).length))}
</section>
<section class="card">
  ${filterForm(query)}
  ${rows.length === 0 ? html`<p class="empty">No orders match.</p>` : ordersTable(rows, query)}
  <footer class="table-foot">
    <span class="muted" data-testid="result-count">${found.length === 0 ? '0 orders' : `${from + 1}–${from + rows.length} of ${found.length} orders`}</span>
    ${pages > 1 && pageLinks(page, pages, query)}
  </footer>
</section>`;
}

function tile(status: OrderStatus, count: number): Html {
  return html`<a class="tile" href="/orders?status=${status}">${statusBadge(status)}<strong>${count}</strong></a>`;
}

function filterForm(query: OrderQuery): Html {
  return html`<form class="filters" method="get" action="/orders" role="search">
    <div class="grow"><label for="q">Search orders</label>
      <input id="q" name="q" type="search" placeholder="Order number, customer or email" value="${query.q}"></div>
    <div><label for="status">Status</label>
      <select id="status" name="status"><option value="">Any status</option>
      ${ORDER_STATUSES.map((status) => html`<option value="${status}"${status === query.status && html` selected`}>${status.slice(0, 1).toUpperCase()}${status.slice(1)}</option>`)}
      </select></div>
    <div><label for="per_page">Rows</label>
      <select id="per_page" name="per_page">${PAGE_SIZES.map((size) => html`<option${size === query.perPage && html` selected`}>${size}</option>`)}</select></div>
    <button type="submit" class="primary">Search</button>
    <a class="link" href="/orders">Reset</a>
  </form>`;
}

function ordersTable(rows: readonly Order[], query: OrderQuery): Html {
  return html`<div class="table-wrap"><table id="orders">
    <caption class="visually-hidden">Orders</caption>
    <thead><tr>${COLUMNS.map((column) => columnHead(column, query))}</tr></thead>
    <tbody>${rows.map(
      (order) => html`<tr>
      <td><a href="/orders/${order.id}">#${order.id}</a></td>
      <td>${order.customer.name}<div class="muted small">${order.customer.email}</div></td>
      <td>${formatDay(order.placedAt)}</td>
      <td>${statusBadge(order.status)}</td>
      <td class="number">${formatMoney(orderTotalCents(order))}</td>
    </tr>`,
    )}</tbody>
  </table></div>`;
}

function columnHead(column: { key: SortKey; label: string }, query: OrderQuery): Html {
  const active = query.sort === column.key;
  const descending = active ? !query.descending : column.key === 'id' || column.key === 'placed';
  const direction = query.descending ? 'descending' : 'ascending';
  const search = writeOrderQuery(query, { sort: column.key, descending, page: 1 });
  return html`<th scope="col"${column.key === 'total' && html` class="number"`}${active && html` aria-sort="${direction}"`}>
    <a href="/orders${search && `?${search}`}">${column.label}</a></th>`;
}

function pageLinks(page: number, pages: number, query: OrderQuery): Html {
  const link = (target: number, label: string, name: string) => {
    const search = writeOrderQuery(query, { page: target });
    return html`<a class="page-link" href="/orders${search && `?${search}`}" aria-label="${name}"${target === page && label === String(page) && html` aria-current="page"`}>${label}</a>`;
  };
  return html`<nav class="pages" aria-label="Pages">
    ${page > 1 && link(page - 1, 'Previous', 'Previous page')}
    ${Array.from({ length: pages }, (_, index) => link(index + 1, String(index + 1), `Page ${index + 1}`))}
    ${page < pages && link(page + 1, 'Next', 'Next page')}
  </nav>`;
}

function csvLine(order: Order): string {
  const cells = [
    order.id,
    order.customer.name,
    order.customer.email,
    order.placedAt,
    order.status,
    (orderTotalCents(order) / 100).toFixed(2),
  ];
  return cells.map((cell) => (/[",\r\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell))).join(',');
}
