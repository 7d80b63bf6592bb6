import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { errorMessage } from '../../base/index.ts';
import { defaultPolicy, type OperatorPolicy, operatorPolicySchema, RoteError } from '../../contract/index.ts';
import { createUrlPolicy } from '../../guardrails/index.ts';

/**
 * The operator's policy: the file that --policy or ROTE_POLICY names, else the defaults. VALIDATION_FAILED with every problem of the file.
 */
export async function readPolicy(option: string | undefined, env: NodeJS.ProcessEnv): Promise<OperatorPolicy> {
  const file = option ?? env.ROTE_POLICY;
  if (!file) return defaultPolicy;
  const invalid = (why: string, cause?: unknown) =>
    new RoteError('VALIDATION_FAILED', `--policy (ROTE_POLICY): the file ${file} ${why}`, { cause });
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw invalid('cannot be read.', cause);
  });
  let content: unknown;
  try {
    content = parse(text) ?? {};
  } catch (cause) {
    throw invalid(`is not valid YAML: ${errorMessage(cause).split('\n')[0]}`, cause);
  }
  const parsed = operatorPolicySchema.safeParse(content);
  if (!parsed.success) throw invalid(`is invalid:\n${z.prettifyError(parsed.error)}`);
  const { domains, blocked_domains } = parsed.data;
  try {
    createUrlPolicy({ allowed_domains: domains, blocked_domains, allow_private_networks: true });
  } catch (error) {
    throw invalid(`is invalid: ${errorMessage(error)}`, error);
  }
  return parsed.data;
}
