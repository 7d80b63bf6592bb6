import { type Document, isAlias, isCollection, isMap, isNode, isPair, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Path } from '../binding/slots.ts';
import { type PlaybookProblem, pathText, stepOfPath } from './problem.ts';

const MAX_PLAYBOOK_CHARS = 256 * 1024;
const MAX_DEPTH = 60;

/** A parsed YAML file that can locate its paths. */
export interface YamlDocument {
  readonly document: Document;
  /** What the file says, as plain values; undefined if it cannot be parsed. */
  readonly value: unknown;
  readonly problems: PlaybookProblem[];
  /** A problem at a path; something missing is reported at its nearest parent. `key`: at the key, not its value. */
  problemAt(path: Path, message: string, key?: boolean): PlaybookProblem;
}

/**
 * Parses the text of a YAML file. Never throws: syntax errors, duplicate keys, anchors and tags are problems. `kind` is
 * what messages call the file.
 */
export function readYaml(text: string, file: string, kind: 'playbook' | 'suite' = 'playbook'): YamlDocument {
  const lines = new LineCounter();
  const problemAtOffset = (offset: number, message: string, path: Path = []): PlaybookProblem => {
    const { line, col } = lines.linePos(offset);
    const step = stepOfPath(path);
    return { message, file, line: Math.max(1, line), column: Math.max(1, col), step, path: pathText(path) };
  };
  const unreadable = (message: string): YamlDocument => {
    const empty = parseDocument('');
    return {
      document: empty,
      value: undefined,
      problems: [problemAtOffset(0, message)],
      problemAt: (path, said) => problemAtOffset(0, said, path),
    };
  };
  if (text.length > MAX_PLAYBOOK_CHARS) {
    return unreadable(`the file has ${text.length} characters; a ${kind} may have at most ${MAX_PLAYBOOK_CHARS}`);
  }
  if (nesting(text) > MAX_DEPTH) return unreadable(`the file is nested more than ${MAX_DEPTH} levels deep`);
  const document = parseDocument(text, {
    lineCounter: lines,
    keepSourceTokens: true,
    prettyErrors: false,
    uniqueKeys: true,
    logLevel: 'error',
  });
  const problems = [...document.errors, ...document.warnings].map((error) =>
    problemAtOffset(error.pos[0], yamlMessage(error.code, error.message, kind)),
  );
  if (problems.length === 0) {
    visit(document, {
      Node: (_key, node) => {
        const start = node.range?.[0] ?? 0;
        if (isAlias(node))
          problems.push(problemAtOffset(start, `an alias (*${node.source}) is not allowed in a ${kind}; write the value out`));
        else if (node.anchor !== undefined)
          problems.push(problemAtOffset(start, `an anchor (&${node.anchor}) is not allowed in a ${kind}; write the value out`));
        else if (node.tag !== undefined)
          problems.push(problemAtOffset(start, `a tag (${node.tag}) is not allowed in a ${kind}; remove it`));
      },
      Pair: (_key, pair) => {
        if (!isScalar(pair.key)) problems.push(problemAtOffset(startOf(pair.key), 'a key must be a plain word'));
        else if (pair.key.value === '<<')
          problems.push(problemAtOffset(startOf(pair.key), `a merge key (<<) is not allowed in a ${kind}; write the keys out`));
      },
    });
  }
  const problemAt = (path: Path, message: string, key = false) => problemAtOffset(offsetOf(document, path, key), message, path);
  const readable = problems.length === 0;
  return { document, value: readable ? document.toJS({ maxAliasCount: 0 }) : undefined, problems, problemAt };
}

function yamlMessage(code: string, message: string, kind: string): string {
  const [firstLine] = message.split('\n');
  if (code === 'DUPLICATE_KEY') return 'this key is already given above; a key may appear only once';
  if (code === 'TAB_AS_INDENT') return 'a tab is used for indentation; YAML allows only spaces';
  if (code === 'MULTIPLE_DOCS') return `a file holds one ${kind}; move what follows the --- into another file`;
  return `this is not valid YAML: ${firstLine}`;
}

/** A bound on the nesting, from the text alone: parsing a bomb of brackets would exhaust the stack. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
  }
  const dashes = text.match(/^[ ]*(?:[-?:][ ]+){2,}/gm) ?? [];
  return Math.max(deepest, ...dashes.map((dash) => dash.trim().split(/ +/).length), indentLevels(text));
}

function indentLevels(text: string): number {
  const open: number[] = [];
  let deepest = 0;
  for (const line of text.split('\n')) {
    const indent = line.search(/[^ ]/);
    if (indent === -1) continue;
    while ((open.at(-1) ?? -1) >= indent) open.pop();
    open.push(indent);
    deepest = Math.max(deepest, open.length);
  }
  return deepest;
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

function offsetOf(document: Document, path: Path, atKey: boolean): number {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const [index, part] of path.entries()) {
    if (!isCollection(node)) break;
    const last = index === path.length - 1;
    const pair = isMap(node) ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part)) : undefined;
    const next: unknown = pair === undefined ? node.items[Number(part)] : pair.value;
    if (pair !== undefined && ((last && atKey) || !isNode(next) || (next as Node).range?.[0] === undefined)) return startOf(pair.key);
    if (next === undefined || isPair(next)) break;
    node = next;
    offset = startOf(node);
  }
  return offset;
}
