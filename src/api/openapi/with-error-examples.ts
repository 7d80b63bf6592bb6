import { FAILURES } from './answers.ts';

interface MediaType {
  schema?: { $ref?: string };
  example?: unknown;
}
interface Document {
  paths?: Record<string, Record<string, { responses?: Record<string, { content?: Record<string, MediaType> }> }>>;
}

const REF = '#/components/schemas/ApiError';

/** Adds to each failure of a route an example with the code that its status has. */
export function withErrorExamples<T extends object>(document: T): T {
  const { paths = {} } = document as Document;
  for (const operation of Object.values(paths).flatMap((methods) => Object.values(methods))) {
    for (const [status, { content = {} }] of Object.entries(operation.responses ?? {})) {
      const failure = Object.entries(FAILURES).find(([known]) => known === status)?.[1];
      const media = content['application/json'];
      if (failure === undefined || media?.schema?.$ref !== REF) continue;
      const { when: _, ...error } = failure;
      media.example = { error };
    }
  }
  return document;
}
