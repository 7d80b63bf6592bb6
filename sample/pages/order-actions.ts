import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CANCEL_REASONS, type CancelReason, type Order } from '../store/types.ts';
import { goBack, orderOf, pathPart, type SampleContext, staffOf } from '../web/context.ts';
import { formFile, formText } from '../web/forms.ts';
import type { Flash, StaffSession } from '../web/sessions.ts';

const MAX_FILE_BYTES = 5_000_000;
const FILE_TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
};

/** What the forms of an order's page post to: cancel, notes, attachments. Each answers with a redirect back to the page. */
export function orderActions(app: FastifyInstance, context: SampleContext): void {
  const post = (path: string, act: (order: Order, request: FastifyRequest, staff: StaffSession) => Flash | Promise<Flash>) =>
    app.post(path, async (request: FastifyRequest, reply: FastifyReply) => {
      const order = orderOf(context, request);
      if (!order) return reply.callNotFound();
      const staff = staffOf(context, request);
      return goBack(reply, staff, `/orders/${order.id}`, await act(order, request, staff));
    });

  post('/orders/:id/cancel', (order, request, staff) => {
    const reason = readCancelReason(formText(request.body, 'reason'));
    if (!reason) return failure('The order was not cancelled: choose a reason.');
    const outcome = context.store.cancel(order, reason, staff.name);
    return outcome.ok ? success(`Order #${order.id} has been cancelled.`) : failure(outcome.reason);
  });

  post('/orders/:id/notes', (order, request, staff) => {
    const text = formText(request.body, 'text');
    if (!text) return failure('The note is empty.');
    context.store.addNote(order, text.slice(0, 2000), staff.name);
    return success('Note saved.');
  });

  post('/orders/:id/notes/:note/delete', (order, request, staff) => {
    const outcome = context.store.deleteNote(order, Number(pathPart(request, 'note')), staff.name);
    return outcome.ok ? success('Note deleted.') : failure(outcome.reason);
  });

  post('/orders/:id/attachments', async (order, request, staff) => {
    const file = formFile(request.body, 'file');
    const type = FILE_TYPES[file?.name.split('.').at(-1)?.toLowerCase() ?? ''];
    if (!file) return failure('Choose a file first.');
    if (!type) return failure(`${file.name} was not attached: only PDF, PNG, JPEG, CSV and text files are.`);
    if (file.size === 0) return failure(`${file.name} was not attached: it is empty.`);
    if (file.size > MAX_FILE_BYTES) return failure(`${file.name} was not attached: it is larger than 5 MB.`);
    context.store.attach(order, { name: file.name, type, bytes: Buffer.from(await file.arrayBuffer()) }, staff.name);
    return success(`${file.name} attached.`);
  });

  app.get('/orders/:id/attachments/:attachment', async (request, reply) => {
    const attachment = orderOf(context, request)?.attachments.find((one) => String(one.id) === pathPart(request, 'attachment'));
    if (!attachment) return reply.callNotFound();
    reply.type(attachment.type).header('x-content-type-options', 'nosniff');
    reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(attachment.name).replaceAll("'", '%27')}`);
    return attachment.bytes;
  });
}

export function readCancelReason(text: string): CancelReason | undefined {
  return Object.hasOwn(CANCEL_REASONS, text) ? (text as CancelReason) : undefined;
}

function success(text: string): Flash {
  return { kind: 'success', text };
}

function failure(text: string): Flash {
  return { kind: 'error', text };
}
