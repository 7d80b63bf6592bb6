import { seededNumber } from '../proxy/seeded.ts';
import { withAliases } from '../proxy/style-aliases.ts';
import type { Drift, DriftPage } from './drift.ts';

const REFERENCES = [
  'for',
  'form',
  'list',
  'headers',
  'aria-labelledby',
  'aria-describedby',
  'aria-controls',
  'aria-owns',
  'aria-details',
  'aria-activedescendant',
];

/** A name that keeps nothing of the old one, as after a change of the front-end framework. */
function renamed(kind: 'id' | 'class' | 'test', name: string, seed: number): string {
  return `${{ id: 'n', class: 'c', test: 't' }[kind]}${seededNumber(seed, `${kind}/${name}`).toString(36)}`;
}

/**
 * Renames ids, classes and test ids, in references and style sheets too. Names that a script of the page may look for stay, so the application
 * keeps working.
 */
export const idsRenamed: Drift = {
  name: 'ids-renamed',
  description: 'ids, classes and test ids have other names',
  page(page) {
    const ids = renameIds(page);
    const classes = renameClasses(page);
    const tests = [...page.document.querySelectorAll('[data-testid]')];
    for (const element of tests) element.setAttribute('data-testid', renamed('test', element.getAttribute('data-testid') ?? '', page.seed));
    for (const style of page.document.querySelectorAll('style')) style.textContent = aliased(style.textContent ?? '', page.seed);
    page.touch(`${ids} ids, ${classes} classes, ${tests.length} test ids`);
  },
  style: aliased,
};

/** A style sheet serves many pages, each of which keeps other names, so it gets the new names beside the old ones. */
function aliased(css: string, seed: number): string {
  return withAliases(css, (kind, name) => renamed(kind, name, seed));
}

function renameIds({ document, plan, seed, scriptWords }: DriftPage): number {
  const isKept = (id: string) => scriptWords.has(id) || plan.scriptBuiltIds.some((pattern) => pattern.test(id));
  const known = new Set([...document.querySelectorAll('[id]')].map((element) => element.id));
  const newId = (id: string): string => {
    const prefix = plan.idPrefixes.find((candidate) => id.startsWith(candidate) && known.has(id.slice(candidate.length)));
    if (prefix !== undefined) return `${prefix}${newId(id.slice(prefix.length))}`;
    return isKept(id) ? id : renamed('id', id, seed);
  };
  const references = [...REFERENCES, ...plan.idReferences];
  for (const name of references) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      const words = (element.getAttribute(name) ?? '').split(/\s+/);
      element.setAttribute(name, words.map((word) => (known.has(word) ? newId(word) : word)).join(' '));
    }
  }
  for (const link of document.querySelectorAll('a[href^="#"]')) {
    const id = (link.getAttribute('href') ?? '').slice(1);
    if (known.has(id)) link.setAttribute('href', `#${newId(id)}`);
  }
  const changed = [...document.querySelectorAll('[id]')].filter((element) => newId(element.id) !== element.id);
  for (const element of changed) element.id = newId(element.id);
  return changed.length;
}

function renameClasses({ document, seed, scriptWords }: DriftPage): number {
  let count = 0;
  for (const element of document.querySelectorAll('[class]')) {
    const names = (element.getAttribute('class') ?? '').split(/\s+/).filter((name) => name !== '');
    const next = names.map((name) => (scriptWords.has(name) ? name : renamed('class', name, seed)));
    count += next.filter((name, index) => name !== names[index]).length;
    element.setAttribute('class', next.join(' '));
  }
  return count;
}
