import type { z } from 'zod';
import type { Definitions, PlaybookActionName } from '../../../actions/index.ts';
import type { StepCapture } from './capture.ts';
import type { Condition } from './condition.ts';
import type { StepDialog, StepSelector, Verify } from './step-parts.ts';

type Fields<Name extends PlaybookActionName> = Definitions[Name]['fields'];
type Written<Name extends PlaybookActionName> = Definitions[Name]['written'];

/** The fields under `params` (or `request`), as a playbook writes them. */
type Templates<Name extends PlaybookActionName> = Omit<Fields<Name>, 'selector' | keyof Written<Name>['templates']> &
  Written<Name>['templates'];

type Arguments<Name extends PlaybookActionName> = keyof Templates<Name> extends never
  ? unknown
  : Record<
      Written<Name>['under'],
      (Templates<Name> extends infer Shape extends z.ZodRawShape ? z.output<z.ZodObject<Shape>> : never) &
        (Written<Name>['under'] extends 'request' ? { timeout_ms: number } : unknown)
    >;

type Target<Name extends PlaybookActionName> =
  Fields<Name> extends { selector: infer Selector extends z.ZodType }
    ? undefined extends z.input<Selector>
      ? { selector?: StepSelector | undefined }
      : { selector: StepSelector }
    : unknown;

/**
 * What every step has. `effect` is missing only where it follows from the method of a request. A request raises no
 * `dialog`, only what clicks has `only_opens`, and only what has a selector is `optional`.
 */
interface CommonOfSteps {
  description: string;
  when?: Condition | undefined;
  verify?: Verify | undefined;
  on_failure: 'llm_recover' | 'retry' | 'abort';
  on_unverified: 'report' | 'fail';
  failure_message?: string | undefined;
  timeout_ms?: number | undefined;
  effect?: 'none' | 'write' | undefined;
  store_as?: string | undefined;
  secret?: boolean | undefined;
  capture?: StepCapture | undefined;
  only_opens?: boolean | undefined;
  dialog?: StepDialog | undefined;
  optional?: boolean | undefined;
}

/** One step. Which keys it has follows from `action`. */
export type Step = {
  [Name in PlaybookActionName]: { action: Name } & Target<Name> & Arguments<Name> & CommonOfSteps;
}[PlaybookActionName];
