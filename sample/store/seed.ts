import type { Customer, HistoryEntry, Order, OrderLine, OrderStatus } from './types.ts';

const FIRST_ORDER = 10001;
const ORDERS = 250;
const CUSTOMERS = 80;
const FIRST_DAY = Date.UTC(2026, 0, 5, 7, 30);
const HOUR = 3_600_000;

const FIRST_NAMES = 'Amara Bela Carla Deniz Edda Farah Goran Hanna Idris Jana Kofi Lena Milo Nora Otis Priya'.split(' ');
const LAST_NAMES = 'Almeida Berger Costa Duval Eriksen Fischer Haddad Iversen Janssen Kowal Lehmann Moretti Novak'.split(' ');
const PLACES = [
  ['Antwerp', 'Belgium'],
  ['Bergen', 'Norway'],
  ['Cologne', 'Germany'],
  ['Ghent', 'Belgium'],
  ['Leiden', 'Netherlands'],
  ['Lyon', 'France'],
  ['Porto', 'Portugal'],
  ['Turin', 'Italy'],
] as const;
const STREETS = ['Mill Lane', 'Station Road', 'Harbour Street', 'Church Square', 'Orchard Way'];
const ARTICLES = [
  ['LMP-110', 'Larkspur desk lamp', 6900],
  ['CHR-204', 'Alder reading chair', 28900],
  ['RUG-031', 'Moss wool rug, 140 × 200', 17900],
  ['MUG-007', 'Stoneware mug, set of four', 3850],
  ['SHF-512', 'Birch wall shelf', 8450],
  ['BLK-066', 'Linen blanket, rust', 9900],
  ['CLK-018', 'Kitchen clock, enamel', 4600],
  ['TBL-330', 'Folding side table', 11900],
] as const;

/** Orders whose state the documentation promises, for every seed. */
const PROMISED: Readonly<Record<number, OrderStatus>> = {
  10234: 'paid',
  10235: 'shipped',
  10236: 'cancelled',
  10237: 'delivered',
};

/** New customers and orders (#10001 to #10250), the same for the same seed. */
export function seedOrders(seed: number): { customers: Customer[]; orders: Order[] } {
  const pick = seededPicker(seed);
  const customers = Array.from({ length: CUSTOMERS }, (_, index) => makeCustomer(index, pick));
  const orders = Array.from({ length: ORDERS }, (_, index) => makeOrder(index, customers, pick));
  return { customers, orders };
}

function makeCustomer(index: number, pick: Picker): Customer {
  const given = FIRST_NAMES[index % FIRST_NAMES.length]!;
  const family = LAST_NAMES[(index * 5 + Math.floor(index / FIRST_NAMES.length)) % LAST_NAMES.length]!;
  const [city, country] = pick.from(PLACES);
  return {
    id: 501 + index,
    name: `${given} ${family}`,
    email: `${given}.${family}@mail.example`.toLowerCase(),
    phone: `+00 555 ${String(1000 + pick.below(9000))}`,
    city,
    country,
    since: isoDay(Date.UTC(2021 + pick.below(5), pick.below(12), 1 + pick.below(28))),
    vip: index % 9 === 0,
  };
}

function makeOrder(index: number, customers: readonly Customer[], pick: Picker): Order {
  const id = FIRST_ORDER + index;
  const customer = pick.from(customers);
  const placedMs = FIRST_DAY + index * 5 * HOUR + pick.below(200) * 60_000;
  const status = PROMISED[id] ?? usualStatus(index, pick);
  return {
    id,
    customer,
    placedAt: new Date(placedMs).toISOString(),
    lines: makeLines(pick),
    address: `${1 + pick.below(120)} ${pick.from(STREETS)}, ${customer.city}, ${customer.country}`,
    status,
    cancelReason: status === 'cancelled' ? 'customer_request' : undefined,
    history: makeHistory(status, placedMs),
    notes:
      id % 20 === 14
        ? [{ id: 1, at: new Date(placedMs + HOUR).toISOString(), by: 'Noor', text: 'Customer asked for a call before delivery.' }]
        : [],
    attachments: [],
    requests: { cancel: 0, refund: 0, note: 0, attachment: 0 },
  };
}

/** Old orders are mostly delivered, recent ones mostly open. */
function usualStatus(index: number, pick: Picker): OrderStatus {
  const draw = pick.below(100);
  if (draw < 7) return 'cancelled';
  if (index < 160) return draw < 14 ? 'shipped' : 'delivered';
  if (index < 210) return draw < 45 ? 'shipped' : 'packed';
  return draw < 35 ? 'pending' : draw < 75 ? 'paid' : 'packed';
}

function makeLines(pick: Picker): OrderLine[] {
  const first = pick.below(ARTICLES.length);
  return Array.from({ length: 1 + pick.below(3) }, (_, offset) => {
    const [sku, title, unitCents] = ARTICLES[(first + offset) % ARTICLES.length]!;
    return { sku, title, unitCents, quantity: 1 + pick.below(3) };
  });
}

function makeHistory(status: OrderStatus, placedMs: number): HistoryEntry[] {
  const path: OrderStatus[] = ['pending', 'paid', 'packed', 'shipped', 'delivered'];
  const reached = status === 'cancelled' ? path.slice(0, 2) : path.slice(0, path.indexOf(status) + 1);
  const events = reached.map((step) => (step === 'pending' ? 'Order placed' : `Marked ${step}`));
  if (status === 'cancelled') events.push('Cancelled: Customer changed their mind');
  return events.map((event, step) => ({ at: new Date(placedMs + step * 7 * HOUR).toISOString(), by: 'System', event, request: 0 }));
}

interface Picker {
  /** A whole number from 0 to limit - 1. */
  below(limit: number): number;
  from<T>(list: readonly T[]): T;
}

/** mulberry32: the same numbers on every machine. */
function seededPicker(seed: number): Picker {
  let state = seed >>> 0;
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
  return { below, from: (list) => list[below(list.length)]! };
}

function isoDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
