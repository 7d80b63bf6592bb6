/** A step that is still to do, read from the text of the handoff. */
export interface TaskStep {
  readonly number: number;
  readonly action: string;
  readonly description: string;
  /** The recorded target: its description and its first selector. */
  readonly target: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly expects: readonly Expectation[];
  readonly writes: boolean;
}

export interface Expectation {
  readonly kind: 'url contains' | 'element visible' | 'element gone' | 'text on page' | 'output contains';
  readonly value: string;
}

export interface Task {
  readonly steps: readonly TaskStep[];
  /** Numbers of the steps that took effect or may have. */
  readonly spent: ReadonlySet<number>;
}

const STEP = /^(\d+)\. (?:(.*) \[(\w+)\]|(\w+))(.*)$/;
const PARAMS = ['text', 'key', 'label', 'value', 'files', 'mode', 'url'];
const EXPECTS = ['url contains', 'element visible', 'element gone', 'text on page', 'output contains'] as const;

/** Reads the task that an agent gets in a recovery. No steps: the text is not a handoff. */
export function readTask(text: string): Task {
  const todo = text.slice(text.indexOf('What is still to do'));
  const steps = todo.split('\n').flatMap((line): TaskStep[] => {
    const [, number, description, action, bare, rest = ''] = STEP.exec(line) ?? [];
    if (number === undefined) return [];
    const target = between(rest, '; recorded target ', ['; expects ', '; this changes']);
    return [
      {
        number: Number(number),
        action: action ?? bare ?? '',
        description: description ?? '',
        target,
        params: readPairs(target, PARAMS),
        expects: expectationsOf(between(rest, '; expects ', ['; this changes'])),
        writes: rest.includes('; this changes something'),
      },
    ];
  });
  const spent = new Set([...text.matchAll(/^- Step (\d+) \(.*\) (?:was done|may have been)/gm)].map(([, number]) => Number(number)));
  return { steps, spent };
}

function between(text: string, from: string, ends: readonly string[]): string {
  const start = text.indexOf(from);
  if (start < 0) return '';
  const rest = text.slice(start + from.length);
  const stops = ends.map((end) => rest.indexOf(end)).filter((at) => at >= 0);
  return rest.slice(0, Math.min(rest.length, ...stops));
}

function expectationsOf(text: string): Expectation[] {
  const pairs = readPairs(text, EXPECTS, ' ');
  return EXPECTS.flatMap((kind) => (typeof pairs[kind] === 'string' ? [{ kind, value: pairs[kind] }] : []));
}

/** Reads `name: "value"` at the start or after a comma, for the given names. Values are JSON. */
function readPairs(text: string, names: readonly string[], separator = ': '): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of names) {
    const at = `, ${text}`.lastIndexOf(`, ${name}${separator}`);
    if (at < 0) continue;
    const value = readJson(`, ${text}`.slice(at + 2 + name.length + separator.length));
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** The JSON string or list at the start of a text. */
function readJson(text: string): unknown {
  const end = text.startsWith('[') ? /^\[(?:"(?:[^"\\]|\\.)*"(?:,\s*)?)*\]/ : /^"(?:[^"\\]|\\.)*"/;
  const [json] = end.exec(text) ?? [];
  return json === undefined ? undefined : (JSON.parse(json) as unknown);
}
