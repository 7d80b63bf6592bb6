import { isDeepStrictEqual } from 'node:util';
import { type Document, isSeq, parseDocument, stringify } from 'yaml';
import { RoteError } from '../../contract/index.ts';
import { type ParsedPlaybook, parsePlaybook } from '../schema/parse.ts';
import type { Playbook } from '../schema/playbook-schema.ts';
import { type Change, changesBetween } from './change.ts';
import { editText } from './yaml-edit.ts';

/**
 * The text of a playbook file after a change: `original` is what a person wrote, `changed` the new playbook. Only what
 * differs is rewritten; comments, order, quoting and whitespace of everything else stay. With an empty original the
 * whole playbook is written. The result always reads back as `changed`; throws VALIDATION_FAILED where that is
 * impossible, because either playbook is invalid.
 */
export function savePlaybook(original: string, changed: Playbook): string {
  if (original.trim() === '') return checked(stringify(withoutUndefined(changed), OUTPUT), changed);
  const before = parsePlaybook(original, 'the playbook');
  if (!before.ok) {
    throw new RoteError(
      'VALIDATION_FAILED',
      'A playbook with problems cannot be changed: run "rote playbook validate" on the file first.',
      { details: { problems: before.problems.map((problem) => problem.message) } },
    );
  }
  const changes = changesBetween(before.playbook, changed);
  if (changes.length === 0) return original;
  const edited = editText(original, changes);
  if (edited !== undefined && isSame(parsePlaybook(edited, 'the playbook'), changed)) return edited;
  return checked(rewrite(original, changes), changed);
}

const OUTPUT = { lineWidth: 0, singleQuote: true } as const;

function isSame(parsed: ParsedPlaybook, playbook: Playbook): boolean {
  return parsed.ok && isDeepStrictEqual(withoutUndefined(parsed.playbook), withoutUndefined(playbook));
}

function checked(text: string, playbook: Playbook): string {
  const parsed = parsePlaybook(text, 'the playbook');
  if (isSame(parsed, playbook)) return text;
  const problems = parsed.ok ? ['it would read back differently'] : parsed.problems.map((problem) => problem.message);
  throw new RoteError('VALIDATION_FAILED', `The changed playbook "${playbook.id}" cannot be saved: ${problems.join('; ')}.`, {
    details: { problems },
  });
}

/** The fallback for changes that cannot be made in the text: comments and order stay, whitespace may not. */
function rewrite(original: string, changes: readonly Change[]): string {
  const document = parseDocument(original);
  for (const change of changes) applyTo(document, change);
  return document.toString(OUTPUT);
}

function applyTo(document: Document, change: Change): void {
  if (change.kind === 'remove') {
    if (document.hasIn(change.path)) document.deleteIn(change.path);
    return;
  }
  const parent = document.getIn(change.path.slice(0, -1));
  const last = change.path.at(-1);
  if (change.kind === 'insert' && isSeq(parent) && typeof last === 'number')
    parent.items.splice(last, 0, document.createNode(change.value));
  else document.setIn(change.path, document.createNode(change.value));
}

/** A key whose value is undefined means the same as a missing key. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, withoutUndefined(item)]])));
}
