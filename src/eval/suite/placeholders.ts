/** `{{name}}` in a suite. Single braces belong to playbooks and stay. */
const PLACEHOLDER = /\{\{\s*([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*\}\}/g;

/** Returns the value of a name such as `target.url`, or undefined. */
export type LookUp = (name: string) => string | undefined;

/** The names of the placeholders in the strings of a JSON value, each once. */
export function placeholdersIn(value: unknown): string[] {
  const names = new Set<string>();
  eachText(value, (text) => {
    for (const match of text.matchAll(PLACEHOLDER)) names.add(match[1]!);
  });
  return [...names];
}

/** Copies a JSON value with its placeholders replaced. Placeholders inside the inserted values, and unknown names, stay. */
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
