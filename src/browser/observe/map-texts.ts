/** Keys whose strings are written by us, not by the page. `document` is the id of a page, but the content of a frame. */
const OWN = new Set(['t', 'kind', 'role', 'document', 'label', 'states', 'size']);
const isOwn = (key: string, value: unknown): boolean => OWN.has(key) && !(key === 'document' && typeof value === 'object');

/** Returns a copy in which `change` is applied to every text of the page. */
export function mapTexts<T>(data: T, change: (text: string) => string): T {
  if (typeof data === 'string') return change(data) as T;
  if (Array.isArray(data)) return data.map((part) => mapTexts(part, change)) as T;
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, isOwn(key, value) ? value : mapTexts(value, change)])) as T;
}
