import type { KeysToPress } from '../../browser/index.ts';
import { Secret } from '../../secrets/index.ts';

const MODIFIERS = /^(?:Shift|Control|Alt|Meta|ControlOrMeta)(?:Left|Right)?$/;
const ENTER = /^(?:Enter|NumpadEnter|[\n\r])$/;
const SPACE = /^(?:Space| |\u00a0)$/;
/** Keys that move the focus, the view or the cursor, or close something: they use nothing. */
const HARMLESS = /^(?:Tab|Escape|CapsLock|NumLock|ScrollLock|Insert|Pause|PrintScreen|ContextMenu|F\d{1,2}|Unidentified|Dead)$/;
const MOVES = /^(?:Arrow(?:Up|Down|Left|Right)|Home|End|PageUp|PageDown)$/;
/** With Control: select all, copy, find, undo. They send nothing. */
const HARMLESS_COMMANDS = /^(?:a|c|f|z|y|x|v|insert)$/i;

/** The keys of `Control+Shift+Enter`. A `+` that follows a `+` is the key itself. */
export function keysIn(combination: string): string[] {
  const keys: string[] = [];
  let key = '';
  for (const char of combination) {
    if (char === '+' && key !== '') {
      keys.push(key);
      key = '';
    } else key += char;
  }
  return [...keys, key];
}

interface Pressed {
  key?: string | undefined;
  text?: string | Secret | undefined;
  as?: 'fill' | 'keys' | undefined;
  selector?: string | undefined;
}

/** What these keys and this text would use; undefined if they can use nothing. */
export function keysToPress({ key, text, as, selector }: Pressed): KeysToPress | undefined {
  const uses = new Set<KeysToPress['uses'][number]>();
  const typed = text instanceof Secret ? text.reveal() : (text ?? '');
  if (typed !== '') {
    // What is typed at a focus that takes no text works as keys do.
    const isKeys = selector === undefined || as === 'keys';
    uses.add('change');
    if (isKeys && /[\n\r]/.test(typed)) uses.add('enter');
    if (isKeys && / /.test(typed)) uses.add('space');
    if (isKeys && selector === undefined) uses.add('command');
  }
  const pressed = key === undefined ? [] : keysIn(key);
  const others = pressed.filter((one) => !MODIFIERS.test(one));
  const hasControl = pressed.some((one) => /^(?:Control|Meta)/.test(one));
  const hasAlt = pressed.some((one) => one.startsWith('Alt'));
  let accessKey: string | undefined;
  for (const one of others) {
    const char = /^(?:Key|Digit|Numpad)(\w)$/.exec(one)?.[1] ?? one;
    if (ENTER.test(one)) uses.add('enter').add(hasControl || hasAlt ? 'send' : 'enter');
    else if (SPACE.test(one)) uses.add('space');
    else if (MOVES.test(one)) uses.add('change');
    else if (HARMLESS.test(one)) continue;
    else if ([...char].length === 1 && hasAlt) accessKey = char;
    else if (!(hasControl && HARMLESS_COMMANDS.test(char))) uses.add('change').add('command');
  }
  return uses.size === 0 && accessKey === undefined ? undefined : { uses: [...uses], accessKey };
}

/** Whether a text typed at the focus first moves it, so that what the rest would use is unknown. */
export function movesFocus({ text, as, selector }: Pressed): boolean {
  const typed = text instanceof Secret ? text.reveal() : (text ?? '');
  return (selector === undefined || as === 'keys') && /\t[\s\S]/.test(typed);
}
