import type { FastifyInstance } from 'fastify';

const MAX_UPLOAD_BYTES = 6_000_000;

/** Adds parsers for both kinds of HTML form. Handlers get URLSearchParams or FormData and read them with formText and formFile. */
export function acceptForms(app: FastifyInstance): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string | Buffer) => new URLSearchParams(String(body)),
  );
  app.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer', bodyLimit: MAX_UPLOAD_BYTES },
    async (request: { headers: { 'content-type'?: string | undefined } }, body: string | Buffer) => {
      const headers = { 'content-type': request.headers['content-type'] ?? '' };
      try {
        return await new Response(new Uint8Array(Buffer.from(body)), { headers }).formData();
      } catch (cause) {
        throw Object.assign(new Error('This form could not be read.', { cause }), { statusCode: 400 });
      }
    },
  );
}

/** A text field of a form, trimmed; empty when it is missing. */
export function formText(body: unknown, name: string): string {
  const value = body instanceof URLSearchParams || body instanceof FormData ? body.get(name) : null;
  return typeof value === 'string' ? value.trim() : '';
}

/** The file of a file field, if one was chosen. */
export function formFile(body: unknown, name: string): File | undefined {
  const value = body instanceof FormData ? body.get(name) : null;
  return value instanceof File && value.name !== '' ? value : undefined;
}
