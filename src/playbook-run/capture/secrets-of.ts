import type { Step } from '../../playbook/index.ts';
import { outputValue } from './output-value.ts';

/** The parts of a step's output that the playbook declares to be secrets. */
export function secretsOf({ secret, capture }: Step): (output: string) => string[] {
  const parts = (capture?.output ?? []).filter((part) => part.secret === true);
  return (output) => [
    ...(secret === true ? [output] : []),
    ...parts.flatMap((part) => {
      const found = outputValue(output, part);
      return found.ok ? [found.value] : [];
    }),
  ];
}
