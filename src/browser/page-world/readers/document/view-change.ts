import { body, byId, textContentOf } from '../../dom/dom.ts';

/** What a person does to a page begins with one of these. */
const INPUT_EVENTS = ['pointerdown', 'keydown'];

/** The text of the document before the last input, or before the last `noteView`. */
let noted: string | undefined;

/** Remembers the view before each input, so that a later look can tell whether the input has changed it. */
export function rememberViews(): void {
  for (const type of INPUT_EVENTS) window.addEventListener(type, note, { capture: true, passive: true });
}

/** Remembers the view now. Returns whether `fragment` only names a place in it, so that going there changes nothing. */
export function noteView(_: Element[], { fragment }: { fragment: string }): boolean {
  note();
  return fragment !== '' && byId(document, fragment) !== null;
}

/** Whether the view is another one than the remembered one. */
export function viewChanged(): boolean {
  return noted === undefined || noted !== fingerprint();
}

function note(): void {
  noted = fingerprint();
}

/** Length and hash (FNV-1a) of the text. */
function fingerprint(): string {
  const flow = body();
  const text = flow === null ? '' : (textContentOf(flow) ?? '');
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${text.length} ${hash}`;
}
