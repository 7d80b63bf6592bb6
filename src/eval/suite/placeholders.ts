/** `{{name}}` in a suite. Single braces are a playbook's and stay. */
const PLACEHOLDER = /\{\{\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*\}\}/g;

/** The value of a name such as `target.url`, or undefined when there is none. */
export type LookUp = (name: string) => string | undefined;

/** The names a JSON value asks for, in its texts, each once. */
export function placeholdersIn(value: unknown): string[] {
  const names = new Set<string>();
  eachText(value, (text) => {
    for (const match of text.matchAll(PLACEHOLDER)) names.add(match[1]!);
  });
  return [...names];
}

/** A copy of a JSON value with every placeholder replaced. A value is text: what stands in it is not looked at again. Unknown names stay. */
export function fill<T>(value: T, lookUp: LookUp): T {
  if (typeof value === 'string') return value.replace(PLACEHOLDER, (whole, name: string) => lookUp(name) ?? whole) as T;
  if (Array.isArray(value)) return value.map((item) => fill(item, lookUp)) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, lookUp)])) as T;
}

function eachText(value: unknown, visit: (text: string) => void): void {
  if (typeof value === 'string') visit(value);
  else if (Array.isArray(value)) for (const item of value) eachText(item, visit);
  else if (value !== null && typeof value === 'object') for (const item of Object.values(value)) eachText(item, visit);
}
