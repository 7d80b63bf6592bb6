import type { z } from 'zod';
import type { dryRunCheckSchema } from '../../contract/index.ts';

/** `field`: the one to correct, if it is another than the usual one of the check. Not part of the answer. */
export type Check = z.infer<typeof dryRunCheckSchema> & { field?: string };
export type CheckName = Check['name'];

/** The result of checks. `warnings` matter whether they pass or not. */
export interface CheckResult {
  checks: Check[];
  warnings: string[];
}

export function pass(name: CheckName, message: string, ...warnings: string[]): CheckResult {
  return { checks: [{ name, status: 'pass', message }], warnings };
}

export function fail(name: CheckName, message: string, ...warnings: string[]): CheckResult {
  return { checks: [{ name, status: 'fail', message }], warnings };
}
