import { z } from 'zod';
import { RoteError, type RunConfig, runConfigSchema } from '../../../contract/index.ts';
import { fill, type LookUp } from '../../suite/placeholders.ts';
import type { EvalCase } from '../../suite/suite.ts';

/** The config of a trial's run, with placeholders filled. Throws VALIDATION_FAILED when it is not valid. */
export function configOfTrial(one: EvalCase, runId: string, credentials: Record<string, string>, lookUp: LookUp): RunConfig {
  const record = one.record ?? true;
  const given = {
    playbook: one.playbook,
    start_url: one.start_url,
    timeout_seconds: one.timeout_seconds,
    max_steps: one.max_steps,
    max_tokens: one.max_tokens,
    max_cost_usd: one.max_cost_usd,
    model: one.model,
    utility_model: one.utility_model,
    thinking: one.thinking,
    profile: one.profile,
    output_schema: one.output_schema,
  };
  const parsed = runConfigSchema.safeParse({
    ...fill({ ...given, directive: one.directive, playbook_params: one.playbook_params ?? {} }, lookUp),
    run_id: runId,
    execution_mode: one.execution_mode,
    credentials,
    guardrails: {
      ...one.guardrails,
      allow_private_networks: one.allow_private_networks ?? one.guardrails?.allow_private_networks,
    },
    recording: { trace: record, screenshots: record },
  });
  if (parsed.success) return parsed.data;
  throw new RoteError('VALIDATION_FAILED', `The case "${one.id}" does not give a valid run:\n${z.prettifyError(parsed.error)}`);
}
