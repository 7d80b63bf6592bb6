import { ORDER_STATUSES, type Order, type OrderStatus, orderTotalCents } from './types.ts';

const SORT_KEYS = ['id', 'customer', 'placed', 'total', 'status'] as const;
export type SortKey = (typeof SORT_KEYS)[number];
export const PAGE_SIZES = [25, 50, 100] as const;

/** The search, filter, sorting and page of a list of orders. No `status` means any. */
export interface OrderQuery {
  readonly q: string;
  readonly status: OrderStatus | undefined;
  readonly sort: SortKey;
  readonly descending: boolean;
  readonly page: number;
  readonly perPage: number;
}

/** Parses a query string; missing and invalid values become the defaults. */
export function readOrderQuery(search: URLSearchParams): OrderQuery {
  const perPage = Number(search.get('per_page'));
  return {
    q: (search.get('q') ?? '').trim(),
    status: ORDER_STATUSES.find((status) => status === search.get('status')),
    sort: SORT_KEYS.find((key) => key === search.get('sort')) ?? 'id',
    descending: search.get('dir') !== 'asc',
    page: Math.max(1, Math.trunc(Number(search.get('page'))) || 1),
    perPage: PAGE_SIZES.find((size) => size === perPage) ?? PAGE_SIZES[0],
  };
}

/** The query string of a list with some values changed. Defaults are omitted. */
export function writeOrderQuery(query: OrderQuery, changes: Partial<OrderQuery> = {}): string {
  const next = { ...query, ...changes };
  const search = new URLSearchParams();
  if (next.q) search.set('q', next.q);
  if (next.status) search.set('status', next.status);
  if (next.sort !== 'id') search.set('sort', next.sort);
  if (!next.descending) search.set('dir', 'asc');
  if (next.perPage !== PAGE_SIZES[0]) search.set('per_page', String(next.perPage));
  if (next.page > 1) search.set('page', String(next.page));
  return search.toString();
}

/** All matching orders, sorted, not yet paginated. A search for `#10234` or `10234` finds only that order. */
export function findOrders(orders: readonly Order[], query: OrderQuery): Order[] {
  const needle = query.q.toLowerCase();
  const number = needle.replace(/^#/, '');
  const matches = orders.filter(
    (order) =>
      (!query.status || order.status === query.status) &&
      (!needle ||
        String(order.id) === number ||
        order.customer.name.toLowerCase().includes(needle) ||
        order.customer.email.includes(needle)),
  );
  const sign = query.descending ? -1 : 1;
  return matches.sort((a, b) => sign * (compareBy(query.sort, a, b) || a.id - b.id));
}

function compareBy(key: SortKey, a: Order, b: Order): number {
  switch (key) {
    case 'id':
      return a.id - b.id;
    case 'customer':
      return a.customer.name.localeCompare(b.customer.name, 'en');
    case 'placed':
      return a.placedAt.localeCompare(b.placedAt);
    case 'total':
      return orderTotalCents(a) - orderTotalCents(b);
    case 'status':
      return ORDER_STATUSES.indexOf(a.status) - ORDER_STATUSES.indexOf(b.status);
  }
}
