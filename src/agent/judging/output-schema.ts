import { z } from 'zod';
import { errorMessage } from '../../base/index.ts';
import { RoteError } from '../../contract/index.ts';

export interface OutputCheck {
  /** The problems of the data, one short line each; empty if it is valid. */
  problems(data: unknown): string[];
}

const MAX_PROBLEMS = 8;

/** A validator for a user's JSON schema. Throws VALIDATION_FAILED if the schema itself is unusable. */
export function createOutputCheck(schema: Record<string, unknown>): OutputCheck {
  let compiled: z.ZodType;
  try {
    compiled = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch (error) {
    const reason = errorMessage(error);
    throw new RoteError('VALIDATION_FAILED', `The output_schema cannot be used: ${reason}.`, { cause: error });
  }
  return {
    problems(data) {
      const result = compiled.safeParse(data);
      if (result.success) return [];
      return result.error.issues.slice(0, MAX_PROBLEMS).map((issue) => `${issue.path.map(String).join('.') || 'data'}: ${issue.message}`);
    },
  };
}

/** `data` as a report needs it: an object; anything else becomes `{ value }`. */
export function toReportData(data: unknown): Record<string, unknown> {
  if (data === undefined) return {};
  return typeof data === 'object' && data !== null && !Array.isArray(data) ? { ...data } : { value: data };
}
