const PART = /\.?([^.[\]]+)|\[(\d+|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\]/y;

/** The names and positions of a path such as `items[0].name`, `$.total` or `["odd.name"].x`; undefined if it is not a path. */
function parsePath(path: string): (string | number)[] | undefined {
  const text = path.trim().replace(/^\$\.?/, '');
  const parts: (string | number)[] = [];
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const match = PART.exec(text);
    if (match === null) return undefined;
    const [, name, bracket = ''] = match;
    if (name !== undefined) parts.push(name);
    else parts.push(/^\d+$/.test(bracket) ? Number(bracket) : bracket.slice(1, -1).replace(/\\(.)/g, '$1'));
  }
  return parts;
}

/**
 * The value at a path of a JSON value, or `found: false` with the part that is missing and the names that are there instead. Own
 * properties only. There are no negative positions, wildcards or filters.
 */
export function readJsonPath(
  value: unknown,
  path: string,
): { found: true; value: unknown } | { found: false; at: string; beside: readonly string[] } {
  const parts = parsePath(path);
  if (parts === undefined) return { found: false, at: path, beside: [] };
  let current = value;
  for (const part of parts) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part))
      return { found: false, at: String(part), beside: namesIn(current) };
    current = (current as Record<string | number, unknown>)[part];
  }
  return { found: true, value: current };
}

const SHOWN_NAMES = 10;

/** Why a path has no value, as a part of a sentence: "nothing at …". */
export function nothingAt(path: string, { at, beside }: { at: string; beside: readonly string[] }): string {
  const names = beside.slice(0, SHOWN_NAMES).join(', ') + (beside.length > SHOWN_NAMES ? ', …' : '');
  return `nothing at "${path}": the path ends at "${at}"${names === '' ? '' : `, where there is ${names}`}`;
}

function namesIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value) : [];
}

/** The value at the path of a problem that a schema reports; undefined if the path ends before. */
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let node = value;
  for (const part of path) {
    if (node === null || typeof node !== 'object') return undefined;
    node = (node as Record<string | number, unknown>)[part];
  }
  return node;
}
