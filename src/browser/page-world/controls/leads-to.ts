import { oneLine } from '../dom/clean-text.ts';
import { attribute, hasAttribute, tagOf } from '../dom/dom.ts';

const MAX_CHARS = 60;
const MAX_PATH_CHARS = 32;
const MAX_VALUE_CHARS = 12;
/** Words that say nothing of where a link leads. */
const SAYS_NOTHING =
  /^(?:(?:click |tap )?here|(?:read |learn |see |show |view )?more(?: info(?:rmation)?)?|details?|view|edit|open|show|see|go|link|info|continue|change|hier|mehr|details anzeigen|ansehen|anzeigen|bearbeiten|öffnen|ändern|weiter|ici|plus|voir|modifier|ouvrir|aquí|más|ver|editar|abrir|qui|altro|vedi|modifica|apri)$/iu;
/** Parameters whose value may let a reader act as the user. */
const SECRET = /token|secret|passw|pwd|sess|sid|sig|auth|key|code|nonce|otp|jwt|credential|csrf/i;

/** Where a link leads if its name does not say it: another site, a mail address, or for "Edit", a number or an icon a short path. */
export function leadsTo(element: Element, name: string): string | undefined {
  if (tagOf(element) !== 'a' || !hasAttribute(element, 'href')) return undefined;
  const raw = attribute(element, 'href') ?? '';
  if (raw.startsWith('#') || /^\s*javascript:/i.test(raw)) return undefined;
  const url = URL.parse(raw, document.baseURI);
  if (!url) return undefined;
  if (url.protocol === 'mailto:' || url.protocol === 'tel:')
    return isInName(name, url.pathname) ? undefined : oneLine(`${url.protocol}${url.pathname}`).slice(0, MAX_CHARS);
  if (url.origin !== location.origin) return isInName(name, url.host) ? undefined : url.host;
  return saysNothing(name) ? shortPath(url) : undefined;
}

/** Without letters it is an icon, an arrow, or the number of a page or a record. */
const saysNothing = (name: string): boolean => !/\p{L}/u.test(name) || SAYS_NOTHING.test(name.replace(/[\s.…›»→>]+$/u, '').trim());

/** The path from its end, with the short values of the query that are no secrets. A path like a secret (long, without a break) is cut. */
function shortPath({ pathname, searchParams }: URL): string {
  const parts = pathname.split('/').map((part) => (part.length > MAX_PATH_CHARS ? `${part.slice(0, 8)}…` : part));
  let path = parts.join('/');
  while (path.length > MAX_PATH_CHARS && parts.length > 2) {
    parts.shift();
    path = `…/${parts.join('/')}`;
  }
  const query = [...searchParams].map(([name, value]) =>
    SECRET.test(name) || value.length > MAX_VALUE_CHARS ? `${name}=…` : `${name}=${value}`,
  );
  return oneLine(query.length === 0 ? path : `${path}?${query.join('&')}`).slice(0, MAX_CHARS);
}

const isInName = (name: string, target: string): boolean => name.toLowerCase().includes(target.toLowerCase());
