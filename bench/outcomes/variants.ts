import { parse, stringify } from 'yaml';

/** A changed copy of a playbook. */
export interface Variant {
  readonly name: string;
  readonly yaml: string;
}

interface WrittenStep {
  effect?: string;
  selector?: { primary: string };
}

interface WrittenPlaybook {
  steps: WrittenStep[];
}

const NOTHING = '#no-such-element';

/** The playbook as written, then without any `effect: write`, then each step's selector broken in both ways as well. */
export function variantsOf(yaml: string, heading: string): Variant[] {
  const variant = (name: string, change: (playbook: WrittenPlaybook) => void): Variant => {
    const playbook = parse(yaml) as WrittenPlaybook;
    change(playbook);
    return { name, yaml: stringify(playbook) };
  };
  const undeclare = ({ steps }: WrittenPlaybook) => {
    for (const step of steps) if (step.effect === 'write') delete step.effect;
  };
  const broken = (parse(yaml) as WrittenPlaybook).steps.flatMap(({ selector }, index) => {
    if (selector === undefined) return [];
    return [NOTHING, heading].map((primary) =>
      variant(`${primary === heading ? 'heading' : 'nothing'} in step ${index + 1}`, (playbook) => {
        undeclare(playbook);
        playbook.steps[index]!.selector!.primary = primary;
      }),
    );
  });
  return [variant('as written', () => undefined), variant('undeclared', undeclare), ...broken];
}
