export const ORDER_STATUSES = ['pending', 'paid', 'packed', 'shipped', 'delivered', 'cancelled'] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const CANCEL_REASONS = {
  customer_request: 'Customer changed their mind',
  out_of_stock: 'Article is out of stock',
  duplicate: 'Duplicate order',
  fraud: 'Suspected fraud',
} as const;
export type CancelReason = keyof typeof CANCEL_REASONS;

export const REFUND_REASONS = {
  damaged: 'Damaged on arrival',
  late: 'Delivered too late',
  wrong_item: 'Wrong article',
  goodwill: 'Goodwill',
} as const;
export type RefundReason = keyof typeof REFUND_REASONS;

export interface Customer {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly city: string;
  readonly country: string;
  readonly since: string;
  vip: boolean;
}

export interface OrderLine {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitCents: number;
}

/** An event in the history of an order. `request` is the number of the mutation that caused it; 0 for seeded history. */
export interface HistoryEntry {
  readonly at: string;
  readonly by: string;
  readonly event: string;
  readonly request: number;
}

export interface Note {
  readonly id: number;
  readonly at: string;
  readonly by: string;
  readonly text: string;
}

export interface Attachment {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly at: string;
  readonly sha256: string;
  readonly bytes: Buffer;
}

/** How often each mutation of an order was requested, granted or not: shows a double submit. */
export interface OrderRequests {
  cancel: number;
  refund: number;
  note: number;
  attachment: number;
}

export interface Order {
  readonly id: number;
  readonly customer: Customer;
  readonly placedAt: string;
  readonly lines: readonly OrderLine[];
  readonly address: string;
  status: OrderStatus;
  cancelReason: CancelReason | undefined;
  readonly history: HistoryEntry[];
  readonly notes: Note[];
  readonly attachments: Attachment[];
  readonly requests: OrderRequests;
}

export interface Refund {
  readonly id: string;
  readonly order: Order;
  readonly amountCents: number;
  readonly reason: RefundReason;
  readonly comment: string;
  readonly at: string;
  readonly by: string;
}

export function orderTotalCents(order: Order): number {
  return order.lines.reduce((sum, line) => sum + line.quantity * line.unitCents, 0);
}
