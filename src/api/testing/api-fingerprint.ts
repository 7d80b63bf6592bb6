import { createHash } from 'node:crypto';

/** Texts for people: no client depends on them. Properties with these names are schemas, never strings. */
const TEXTS = new Set(['description', 'summary', 'title']);
const EXAMPLES = new Set(['example', 'examples']);

/** Changes when paths, parameters, fields, types or statuses of the API do, but not with texts or the version. */
export function apiFingerprint({ paths, components }: { paths: unknown; components: unknown }): string {
  const contract = JSON.stringify({ paths, components }, (key, value) =>
    (TEXTS.has(key) && typeof value === 'string') || EXAMPLES.has(key) ? undefined : value,
  );
  return createHash('sha256').update(contract).digest('hex').slice(0, 8);
}
