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

/** The schemas that the OpenAPI document holds once, by name. The form that requests have is called `…Input` there. */
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
};

/** Gives the schemas their names. Descriptions are beside the schemas, in the contract. */
export function nameSchemas(): void {
  for (const [id, schema] of Object.entries(NAMES)) {
    const examples = EXAMPLES[id];
    z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id, ...(examples && { examples }) });
  }
}
