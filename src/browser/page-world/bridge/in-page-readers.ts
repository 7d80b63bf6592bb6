import { loadPlaywright } from '../../playwright/load-playwright.ts';
import { isBehindDialog } from '../readers/is-behind-dialog.ts';
import { isFileField } from '../readers/is-file-field.ts';
import { maskFields } from '../readers/mask-typed-passwords.ts';
import { readContent } from '../readers/read-content.ts';
import { readFacts } from '../readers/read-facts.ts';
import { readOptions } from '../readers/read-options.ts';
import { readSurroundings } from '../readers/read-surroundings.ts';

const ENGINE = 'rote-read';
const READERS = [readFacts, readContent, readOptions, readSurroundings, isFileField, isBehindDialog, maskFields] as const;

/** A function that reads the elements a selector matches. Self-contained: it is sent as text. */
export type InPageReader<Argument, Result> = (elements: Element[], argument: Argument) => Result;

/** Runs in the page. Every match is handed to the engine by itself; the answer is asked for once, when all of them are known. */
function createEngine(readers: Record<string, InPageReader<unknown, unknown>>) {
  const nobody = document.createElement('data');
  let call = '';
  let found = new Set<Element>();
  const queryAll = (root: Element, body: string): Element[] => {
    if (body === 'nobody') return [nobody];
    if (body !== call) {
      call = body;
      found = new Set();
    }
    if (root !== nobody) found.add(root);
    const [, name = '', argument = 'null'] = body.split('/').map(decodeURIComponent);
    const elements = found;
    nobody.getAttribute = () => JSON.stringify(readers[name]?.([...elements], JSON.parse(argument))) ?? null;
    return [nobody];
  };
  return { queryAll, query: (root: Element, body: string) => queryAll(root, body)[0] };
}

let registered: Promise<void> | undefined;
let calls = 0;

/** Makes the readers known to Playwright, whose registry is one per process. Before the first page. */
export function registerInPageReaders(): Promise<void> {
  const table = READERS.map((reader) => `${JSON.stringify(reader.name)}: ${String(reader)}`).join(',\n');
  registered ??= loadPlaywright().then(({ selectors }) =>
    selectors.register(ENGINE, { content: `(${String(createEngine)})({${table}})` }, { contentScript: true }),
  );
  return registered;
}

/** A selector for one element, in no document, whose attribute is what `reader` makes of everything that `selector` matches. */
export function readerSelector(selector: string, readerName: string, argument: unknown): string {
  calls += 1;
  const body = [String(calls), readerName, JSON.stringify(argument ?? null)].map(encodeURIComponent).join('/').replaceAll("'", '%27');
  return `${selector} >> internal:or="${ENGINE}=nobody" >> ${ENGINE}=${body}`;
}
