import { estimateTokens } from '../../../base/index.ts';
import type { Block, Group, PassResult } from '../../page-world/pass-types.ts';
import { type ListedControl, listControls } from './diff-units.ts';
import { renderPage } from './render.ts';

/** Below this, the note that replaces a part would save little. */
const WORTH_TOKENS = 60;
/** The agent forgets earlier observations: the names are what it looks for, by name or after unfolding. */
const MAX_NAMES_CHARS = 120;

type Content = Pick<PassResult, 'dialogs' | 'blocks'>;

/**
 * Folds the navigation that an earlier observation has shown into one line with its names and its ref; get_dom unfolds it. Other landmarks
 * and lists of links count as navigation if they stay while the address changes: a list of results is not on the next page.
 */
export class KnownNavigation {
  readonly #landmarks = new Set<string>();
  #last = { place: '', folded: new Map<string, boolean>() };

  /** Changes `page`; returns the elements that it no longer lists, whose refs are still valid. */
  fold(page: Content, url: string, prefix: string): ListedControl[] {
    const elements: ListedControl[] = [];
    const place = url.split('?', 1)[0] ?? '';
    const now = new Map<string, boolean>();
    const visit = (blocks: Block[]) => {
      for (const block of blocks) {
        if (block.t !== 'group') continue;
        const key = isNavigation(block) && tokensOf(block) >= WORTH_TOKENS ? signatureOf(block) : undefined;
        const isKnown = key !== undefined && this.#isKnown(block, key, place);
        if (key !== undefined) now.set(key, isKnown);
        if (isKnown) elements.push(...this.#foldOne(block, prefix));
        else visit(block.blocks);
      }
    };
    visit(page.blocks);
    this.#last = { place, folded: now };
    return elements;
  }

  #isKnown(group: Group, key: string, place: string): boolean {
    if (group.role === 'nav') {
      const isKnown = this.#landmarks.has(key);
      this.#landmarks.add(key);
      return isKnown;
    }
    const before = this.#last.folded.get(key);
    return before === true || (before === false && this.#last.place !== place);
  }

  #foldOne(group: Group, prefix: string): ListedControl[] {
    const controls = controlsOf(group, prefix);
    const names = controls.map(({ control }) => `${control.name}${control.states?.includes('current') ? ' (current)' : ''}`);
    group.blocks = [
      { t: 'group', role: 'more', name: cut(names.filter((name) => name !== '')), blocks: [], n: group.n ?? 0, more: controls.length },
    ];
    return controls;
  }
}

const controlsOf = (group: Group, prefix = ''): ListedControl[] => listControls({ dialogs: [], blocks: group.blocks }, prefix);
const tokensOf = (group: Group): number =>
  renderPage({ dialogs: [], blocks: [group] }, '').reduce((sum, line) => sum + estimateTokens(line), 0);

/** What a person reads in it, without states: the current entry differs from page to page. */
function signatureOf(group: Group): string {
  const bare = JSON.stringify(group.blocks, (key, value: unknown) => (key === 'n' || key === 'states' || key === 'of' ? undefined : value));
  return `${group.role} ${group.name} ${bare}`;
}

/** A landmark beside the content, or a list of nothing but links and buttons. */
function isNavigation(group: Group): boolean {
  if (group.n === undefined) return false;
  if (group.role === 'nav' || group.role === 'aside') return true;
  return /^(?:list|menu|toolbar)$/.test(group.role) && group.blocks.every(isLinksOnly);
}

function isLinksOnly(block: Block): boolean {
  if (block.t === 'group') return block.role !== 'more' && block.blocks.every(isLinksOnly);
  return (
    block.t === 'line' &&
    block.items.every((item) => typeof item !== 'string' && item.t === 'control' && /^(?:link|button)$/.test(item.role))
  );
}

function cut(names: readonly string[]): string {
  let text = '';
  for (const name of names) {
    if (text.length + name.length > MAX_NAMES_CHARS) return `${text}, …`;
    text = text === '' ? name : `${text}, ${name}`;
  }
  return text;
}
