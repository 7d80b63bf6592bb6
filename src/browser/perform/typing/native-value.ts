import { actionFailure, RoteError } from '../../../contract/index.ts';
import { Secret } from '../../../secrets/index.ts';
import type { Place } from '../../elements/locate.ts';
import { pageName } from '../../elements/resolving/explain-matches.ts';
import { evaluateAll } from '../../page-world/bridge/evaluate-all.ts';
import type { FieldFacts } from '../../page-world/readers/fields/type-text.ts';
import { nativeType } from '../../page-world/typed/native-value.ts';
import { type ActionRun, revealText } from '../action.ts';

/** The field that a text is typed into. */
export interface Target {
  readonly selector: string;
  readonly place: Place;
  readonly field: FieldFacts;
}

/**
 * The text in the form that a date, time, number or colour field of the browser takes; undefined for other fields.
 * Throws VALIDATION_FAILED for a text that the field cannot take, before anything is typed.
 */
export async function nativeValue(run: ActionRun, { selector, place, field }: Target, text: string | Secret): Promise<string | undefined> {
  const type = nativeType(field.type);
  const written = revealText(text);
  if (type === undefined) return undefined;
  if (written === '') return field.type === 'range' || field.type === 'color' ? refuse(`takes ${type.noun}, and nothing was given`) : '';
  const { locale } = run.session.options;
  const [value, other] = type.read(written, locale);
  if (other !== undefined) {
    const readings = text instanceof Secret ? '' : ` (${value} or ${other})`;
    refuse(
      `takes ${type.noun}, and ${shown(text)} means another one in another locale${readings}: write it as ${type.example}, or add "locale:" to the playbook, for example "locale: en-US"`,
    );
  }
  const read =
    value ??
    (field.type === 'color' && !(text instanceof Secret) ? await evaluateAll(place, 'readColor', written, run.deadline) : undefined);
  if (read === undefined) refuse(`takes ${type.noun}, and ${shown(text)} is not one: write it as ${type.example}`);
  if (field.type === 'range' && !isOnScale(Number(read), field)) {
    refuse(`goes from ${field.min || 0} to ${field.max || 100} in steps of ${field.step || 1}, so it cannot be set to ${shown(text)}`);
  }
  return read;

  function refuse(why: string): never {
    const message = `"${selector}" on ${pageName(run.session)} ${why}. Nothing was typed.`;
    throw new RoteError('VALIDATION_FAILED', message, { failure: actionFailure('not_entered'), details: { selector } });
  }
}

const shown = (text: string | Secret): string => (text instanceof Secret ? 'the secret' : `"${text}"`);

/** A slider moves any other number to the next step without a word. */
function isOnScale(value: number, { min, max, step }: FieldFacts): boolean {
  const from = min === '' ? 0 : Number(min);
  const to = max === '' ? 100 : Number(max);
  if (value < from || value > to) return false;
  if (step === 'any') return true;
  const steps = (value - from) / (Number(step) || 1);
  return Math.abs(steps - Math.round(steps)) < 1e-6;
}
