import type { z } from 'zod';
import type { dryRunCheckSchema } from '../../contract/index.ts';

export type Check = z.infer<typeof dryRunCheckSchema>;
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
