import { isDeepStrictEqual } from 'node:util';
import type { EffectEvidence, ReadRule } from '../../contract/index.ts';
import type { Playbook } from '../schema/playbook-schema.ts';

/** The playbook with `effect: write` at these steps (from 1), and with these rules under `reads`. */
export function declareEffects(playbook: Playbook, { writes, reads }: { writes: readonly number[]; reads: readonly ReadRule[] }): Playbook {
  const steps = playbook.steps.map((step, index) => (writes.includes(index + 1) ? { ...step, effect: 'write' as const } : step));
  const rules = [...playbook.reads];
  for (const rule of reads) if (!rules.some((one) => isDeepStrictEqual(one, rule))) rules.push(rule);
  return { ...playbook, steps, reads: rules };
}

/**
 * A rule for requests like this one that only read. Ids in the path become `*`. Undefined for a batch of several operations: no text of
 * its body shows that all of them read.
 */
export function readRuleFor({ method, path, operation }: Pick<EffectEvidence, 'method' | 'path' | 'operation'>): ReadRule | undefined {
  const name = operation?.replace(/^(query|mutation|subscription) /, '');
  if (name?.includes(', ')) return undefined;
  const parts = path.split('/').map((part) => (isId(part) ? '*' : part));
  const rule: ReadRule = { method, path: parts.join('/') };
  return name === undefined ? rule : { ...rule, body: name };
}

/** A number, or a UUID or hash. */
function isId(part: string): boolean {
  return /^\d+$/.test(part) || /^(?=.*\d)[\da-f-]{16,}$/i.test(part);
}
