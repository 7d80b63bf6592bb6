import { createHash } from 'node:crypto';
import { seedOrders } from './seed.ts';
import {
  type Attachment,
  CANCEL_REASONS,
  type CancelReason,
  type Customer,
  type Note,
  type Order,
  type OrderRequests,
  orderTotalCents,
  type Refund,
  type RefundReason,
} from './types.ts';

const CANCELLABLE: ReadonlySet<string> = new Set(['pending', 'paid', 'packed']);
const REFUNDABLE: ReadonlySet<string> = new Set(['paid', 'packed', 'shipped', 'delivered']);
const OPENING = Date.UTC(2026, 2, 2, 9, 0);

/** The outcome of a mutation: done, or a sentence for the user. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; reason: string };

/**
 * The data of the back office, in memory. Every requested mutation gets the next request number, is counted on its order and
 * leaves a history entry even when it is refused, so a double submit is visible. Time is simulated and advances one minute
 * per mutation, so the same requests always give the same pages.
 */
export class SampleStore {
  readonly #seed: number;
  #customers: Customer[] = [];
  #orders = new Map<number, Order>();
  #refunds: Refund[] = [];
  #requests = 0;
  #ids = 100;

  constructor(seed: number) {
    this.#seed = seed;
    this.reset();
  }

  /** Resets the data; sessions stay. */
  reset(): void {
    const { customers, orders } = seedOrders(this.#seed);
    this.#customers = customers;
    this.#orders = new Map(orders.map((order) => [order.id, order]));
    this.#refunds = [];
    this.#requests = 0;
    this.#ids = 100;
  }

  /** All orders, newest first. */
  orders(): Order[] {
    return [...this.#orders.values()].toReversed();
  }

  order(id: number): Order | undefined {
    return this.#orders.get(id);
  }

  customers(): readonly Customer[] {
    return this.#customers;
  }

  customer(id: number): Customer | undefined {
    return this.#customers.find((customer) => customer.id === id);
  }

  /** All granted refunds, newest first. */
  refunds(): Refund[] {
    return this.#refunds.toReversed();
  }

  refundsOf(order: Order): Refund[] {
    return this.refunds().filter((refund) => refund.order === order);
  }

  refundableCents(order: Order): number {
    return orderTotalCents(order) - this.refundsOf(order).reduce((sum, refund) => sum + refund.amountCents, 0);
  }

  /** Number of requested mutations since the start or the last reset, granted or not. */
  requests(): number {
    return this.#requests;
  }

  /** Why this order cannot be cancelled, or undefined if it can. */
  whyNotCancellable(order: Order): string | undefined {
    if (CANCELLABLE.has(order.status)) return undefined;
    if (order.status === 'cancelled') return `Order #${order.id} is already cancelled.`;
    return `Order #${order.id} has already ${order.status === 'shipped' ? 'shipped' : 'been delivered'} and can no longer be cancelled.`;
  }

  /** Why no refund can be recorded, or undefined if one can. */
  whyNotRefundable(order: Order): string | undefined {
    if (REFUNDABLE.has(order.status)) return undefined;
    return order.status === 'cancelled'
      ? `Order #${order.id} was cancelled; its payment is returned automatically.`
      : `Order #${order.id} is not paid yet, so there is nothing to refund.`;
  }

  cancel(order: Order, reason: CancelReason, by: string): Outcome<Order> {
    const refusal = this.whyNotCancellable(order);
    const what = refusal ? 'Cancellation refused' : `Cancelled: ${CANCEL_REASONS[reason]}`;
    this.#record(order, 'cancel', by, what);
    if (refusal) return { ok: false, reason: refusal };
    order.status = 'cancelled';
    order.cancelReason = reason;
    return { ok: true, value: order };
  }

  refund(order: Order, details: { amountCents: number; reason: RefundReason; comment: string }, by: string): Outcome<Refund> {
    const refusal =
      this.whyNotRefundable(order) ?? (details.amountCents > this.refundableCents(order) ? 'More than is left to refund.' : undefined);
    const at = this.#record(order, 'refund', by, refusal ? 'Refund refused' : `Refunded ${(details.amountCents / 100).toFixed(2)} EUR`);
    if (refusal) return { ok: false, reason: refusal };
    const refund: Refund = { id: `R-${3001 + this.#refunds.length}`, order, at, by, ...details };
    this.#refunds.push(refund);
    return { ok: true, value: refund };
  }

  addNote(order: Order, text: string, by: string): Note {
    const note = { id: this.#nextId(), at: this.#record(order, 'note', by, 'Note added'), by, text };
    order.notes.push(note);
    return note;
  }

  deleteNote(order: Order, id: number, by: string): Outcome<Note> {
    const index = order.notes.findIndex((note) => note.id === id);
    this.#record(order, 'note', by, index < 0 ? 'Note deletion refused' : 'Note deleted');
    const [note] = index < 0 ? [] : order.notes.splice(index, 1);
    return note ? { ok: true, value: note } : { ok: false, reason: 'This note was deleted already.' };
  }

  attach(order: Order, file: { name: string; type: string; bytes: Buffer }, by: string): Attachment {
    const at = this.#record(order, 'attachment', by, `Attached ${file.name}`);
    const attachment = { ...file, id: this.#nextId(), at, sha256: createHash('sha256').update(file.bytes).digest('hex') };
    order.attachments.push(attachment);
    return attachment;
  }

  setVip(customer: Customer, vip: boolean): void {
    this.#requests += 1;
    customer.vip = vip;
  }

  #record(order: Order, kind: keyof OrderRequests, by: string, event: string): string {
    this.#requests += 1;
    order.requests[kind] += 1;
    const at = new Date(OPENING + this.#requests * 60_000).toISOString();
    order.history.push({ at, by, event, request: this.#requests });
    return at;
  }

  #nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }
}
