import { sendsOf } from '../activation/sends.ts';
import { isTag, queryAll } from '../dom/dom.ts';
import { describe, type ElementDescription } from './read-facts.ts';

const MAX_LINKS = 5;

/** The links of the document that open this address and do nothing else. Fragments do not count. */
export function readLinksTo(_elements: Element[], { url }: { url: string }): ElementDescription[] {
  const wanted = withoutFragment(url);
  return queryAll(document, 'a[href], area[href]')
    .filter((link) => (isTag(link, 'a') || isTag(link, 'area')) && withoutFragment(link.href) === wanted)
    .filter((link) => sendsOf(link, 'click') === undefined)
    .slice(0, MAX_LINKS)
    .map(describe);
}

function withoutFragment(url: string): string {
  return url.replace(/#(?![/!]).*$/, '');
}
