import { z } from 'zod';
import {
  apiErrorSchema,
  dryRunSchema,
  errorBodySchema,
  guardrailOverridesSchema,
  manifestSchema,
  playbookDetailSchema,
  playbookListSchema,
  playbookSummarySchema,
  runCreatedSchema,
  runEventSchema,
  runPageSchema,
  runRequestSchema,
  runStatusSchema,
  runStoppedSchema,
  runSummarySchema,
  runViewSchema,
  stepResultSchema,
  tokenUsageSchema,
} from '../../contract/index.ts';

/** What the OpenAPI document says about schemas. Those with an id stand in it once; what is read from a request is called `…Input` there. */
export const schemaNotes = z.registry<{ id?: string; description?: string; examples?: unknown[] }>();

/** The schema itself, described in the OpenAPI document. */
export function about<T extends z.ZodType>(schema: T, description: string): T {
  schemaNotes.add(schema, { description });
  return schema;
}

const NAMES: Record<string, z.ZodType> = {
  ApiError: apiErrorSchema,
  DryRun: dryRunSchema,
  ErrorBody: errorBodySchema,
  GuardrailOverrides: guardrailOverridesSchema,
  Manifest: manifestSchema,
  PlaybookDetail: playbookDetailSchema,
  PlaybookList: playbookListSchema,
  PlaybookSummary: playbookSummarySchema,
  RunCreated: runCreatedSchema,
  RunEvent: runEventSchema,
  RunPage: runPageSchema,
  RunRequest: runRequestSchema,
  RunStatus: runStatusSchema,
  RunStopped: runStoppedSchema,
  RunSummary: runSummarySchema,
  RunView: runViewSchema,
  StepResult: stepResultSchema,
  TokenUsage: tokenUsageSchema,
};

const EXAMPLES: Record<string, unknown[]> = {
  RunRequest: [
    {
      directive: 'Cancel order #12345',
      start_url: 'https://office.example.com/',
      credentials: { username: 'demo', password: 'a password' },
    },
  ],
  ApiError: [
    {
      error: {
        code: 'VALIDATION_FAILED',
        message: 'The request is not right: directive: Too small: expected string to have >=1 characters',
        details: { fields: [{ in: 'body', path: 'directive', message: 'Too small: expected string to have >=1 characters' }] },
      },
    },
  ],
};

for (const [id, schema] of Object.entries(NAMES)) schemaNotes.add(schema, { id, ...(EXAMPLES[id] && { examples: EXAMPLES[id] }) });
