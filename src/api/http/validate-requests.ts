import type { FastifyInstance, FastifySchemaCompiler } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { RoteError } from '../../contract/index.ts';

/** One problem of a request. */
export interface FieldProblem {
  in: 'body' | 'query' | 'path' | 'headers';
  /** `credentials.password`; '' for the whole of `in`. */
  path: string;
  message: string;
}

const FIELD_PLACES: Readonly<Record<string, FieldProblem['in']>> = {
  body: 'body',
  querystring: 'query',
  params: 'path',
  headers: 'headers',
};
const NAMED_IN_MESSAGE = 5;
/** Deeper than any request; what checks, stores and compares bodies calls itself for every level. */
const MAX_DEPTH = 50;
/** More than any request: checking a value costs more than reading it. */
const MAX_VALUES = 25_000;

/** Validates requests and serializes answers by the zod schemas of the routes. */
export function validateRequests(app: FastifyInstance): void {
  const compile: FastifySchemaCompiler<z.ZodType> =
    ({ schema, httpPart }) =>
    (given: unknown) => {
      const result = schema.safeParse(given);
      if (result.success) return { value: result.data };
      return { error: validationError(fieldProblems(result.error, FIELD_PLACES[httpPart ?? 'body'] ?? 'body')) };
    };
  app.addHook('preValidation', async ({ body }) => {
    const message = shapeProblem(body);
    if (message !== undefined) throw validationError([{ in: 'body', path: '', message }]);
  });
  app.setValidatorCompiler(compile);
  app.setSerializerCompiler(serializerCompiler);
}

/** Why a body is too deep or too wide to be checked at all; level by level, so depth costs no stack. */
function shapeProblem(body: unknown): string | undefined {
  let level: unknown[] = [body];
  let values = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    values += level.length;
    if (depth > MAX_DEPTH) return `must not be nested more than ${MAX_DEPTH} levels deep`;
    if (values > MAX_VALUES) return `must not hold more than ${MAX_VALUES} values`;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return undefined;
}

/** Every problem, by field. Holds names and rules, never a value. */
export function fieldProblems(error: z.ZodError, place: FieldProblem['in']): FieldProblem[] {
  return error.issues.flatMap((issue) => {
    const at = (...more: string[]) => [...issue.path.map(String), ...more].join('.');
    if (issue.code !== 'unrecognized_keys') return [{ in: place, path: at(), message: issue.message }];
    return issue.keys.map((key) => ({ in: place, path: at(key), message: 'Unknown field.' }));
  });
}

export function validationError(fields: readonly FieldProblem[]): RoteError {
  const named = fields.slice(0, NAMED_IN_MESSAGE).map(({ in: place, path, message }) => `${path === '' ? place : path}: ${message}`);
  const more = fields.length > NAMED_IN_MESSAGE ? `; and ${fields.length - NAMED_IN_MESSAGE} more` : '';
  return new RoteError('VALIDATION_FAILED', `The request is invalid: ${named.join('; ')}${more}`, { details: { fields } });
}
