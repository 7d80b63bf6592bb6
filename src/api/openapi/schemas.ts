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

/** The schemas that have a name of their own in the OpenAPI document. What is read from a request is called `…Input` there. */
export const namedSchemas = z.registry<{ id: string }>();

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
for (const [id, schema] of Object.entries(NAMES)) namedSchemas.add(schema, { id });
