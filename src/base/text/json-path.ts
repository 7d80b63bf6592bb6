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
 * The value at a path of a JSON value, or `found: false` with the part that is missing. Own properties only. There are no negative
 * positions, wildcards or filters.
 */
export function readJsonPath(value: unknown, path: string): { found: true; value: unknown } | { found: false; at: string } {
  const parts = parsePath(path);
  if (parts === undefined) return { found: false, at: path };
  let current = value;
  for (const part of parts) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return { found: false, at: String(part) };
    current = (current as Record<string | number, unknown>)[part];
  }
  return { found: true, value: current };
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
