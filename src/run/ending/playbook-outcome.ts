import { noUsage } from '../../model/index.ts';
import type { PlaybookResult } from '../../playbook-run/index.ts';
import type { Outcome } from './outcome.ts';

/** A playbook's result without recovery. */
export function playbookOutcome(result: PlaybookResult): Outcome {
  return {
    driver: 'playbook',
    summary: result.kind === 'completed' ? result.summary : result.error.message,
    error: result.kind === 'completed' ? undefined : result.error,
    data: result.outputs,
    extractedTexts: result.extractedTexts,
    stepResults: result.stepResults,
    ledger: result.ledger,
    tokens: noUsage,
    warnings: result.warnings,
  };
}
