import { parseJson } from '../../base/index.ts';

interface ShapedRequest {
  url: URL;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** Headers in which applications with one address for everything name what they ask for. */
const NAMING_HEADERS = ['next-action', 'soapaction', 'x-amz-target'];
const FORM = /^application\/x-www-form-urlencoded\b/i;
/** Smaller numbers may be codes of operations, larger ones are ids, times and amounts. */
const LARGE_NUMBER = 100;
const WORD = /^[\w.:/-]{1,80}$/;
const LONGEST_PLAIN_WORD = 20;

/**
 * The same for requests that differ in nothing but large numbers, free text and random values such as tokens. Undefined
 * if the body cannot be read.
 */
export function requestShape({ url, headers, body }: ShapedRequest): string | undefined {
  const content = contentOf(body, String(headers['content-type'] ?? ''));
  if (content === undefined) return undefined;
  const names = NAMING_HEADERS.map((name) => headers[name] ?? null);
  return JSON.stringify([names, shapeOf(fieldsOf(url.searchParams)), shapeOf(content)]);
}

function contentOf(body: string, type: string): unknown {
  if (body.trim() === '') return '';
  return FORM.test(type) ? fieldsOf(new URLSearchParams(body)) : parseJson(body);
}

function fieldsOf(params: URLSearchParams): Record<string, string[]> {
  return Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name)]));
}

function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(shapeOf(one))))].toSorted();
  if (typeof value === 'number') return Math.abs(value) < LARGE_NUMBER ? value : 'number';
  if (typeof value === 'string') return shapeOfText(value);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return fields.map(([name, field]) => [name, shapeOf(field)]);
}

function shapeOfText(text: string): unknown {
  const inside = /^\s*[[{]/.test(text) ? parseJson(text) : undefined;
  if (inside !== undefined) return shapeOf(inside);
  if (/^-?\d+(\.\d+)?$/.test(text)) return shapeOf(Number(text));
  const isRandom = text.length >= LONGEST_PLAIN_WORD && /\d/.test(text) && /[a-z]/i.test(text) && !/[.:/]/.test(text);
  return WORD.test(text) && !isRandom ? text : 'text';
}
