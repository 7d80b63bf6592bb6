import { isDeepStrictEqual } from 'node:util';
import { type Document, isSeq, parseDocument, stringify } from 'yaml';
import { RoteError } from '../../contract/index.ts';
import { parsePlaybook } from '../schema/parse.ts';
import type { Playbook } from '../schema/playbook-schema.ts';
import { type Change, changesBetween } from './change.ts';
import { editText } from './yaml-edit.ts';

/**
 * The text of a playbook file after a change: `original` is what a person wrote, `changed` the playbook as it shall be now. Only what
 * differs from the original is written anew; comments, order, quoting and blanks of all else stay as they are. With an empty original
 * the whole playbook is written. The result always reads back as `changed`; VALIDATION_FAILED where that is not possible, because
 * `changed` is no playbook or the original is none.
 */
export function savePlaybook(original: string, changed: Playbook): string {
  if (original.trim() === '') return checked(stringify(withoutEmpty(changed), OUTPUT), changed);
  const before = parsePlaybook(original, 'the playbook');
  if (!before.ok) {
    throw new RoteError(
      'VALIDATION_FAILED',
      'A playbook with problems cannot be changed: run "rote playbook validate" on the file first.',
      {
        details: { problems: before.problems.map((problem) => problem.message) },
      },
    );
  }
  const changes = changesBetween(before.playbook, changed);
  if (changes.length === 0) return original;
  const edited = editText(original, changes);
  if (edited !== undefined && readsAs(edited, changed)) return edited;
  return checked(rewrite(original, changes), changed);
}

const OUTPUT = { lineWidth: 0, singleQuote: true } as const;

function readsAs(text: string, playbook: Playbook): boolean {
  const parsed = parsePlaybook(text, 'the playbook');
  return parsed.ok && isDeepStrictEqual(plain(parsed.playbook), plain(playbook));
}

function checked(text: string, playbook: Playbook): string {
  const parsed = parsePlaybook(text, 'the playbook');
  if (parsed.ok && isDeepStrictEqual(plain(parsed.playbook), plain(playbook))) return text;
  const problems = parsed.ok ? ['it would read back differently'] : parsed.problems.map((problem) => problem.message);
  throw new RoteError('VALIDATION_FAILED', `The changed playbook "${playbook.id}" cannot be saved: ${problems.join('; ')}.`, {
    details: { problems },
  });
}

/** The way around, for changes that cannot be made in the text: comments and order stay, blanks may not. */
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

/** What the schema fills in by itself need not be written. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, withoutEmpty(item)]])));
}

/** Keys whose value is undefined are the same as no keys. */
function plain(playbook: Playbook): unknown {
  return withoutEmpty(playbook);
}
