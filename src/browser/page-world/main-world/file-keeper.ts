import { queryAll } from '../dom/dom.ts';

/** What a page can show that is a file, but comes from no server. */
const MADE_BY_PAGE = /^(blob:|data:(?!text\/html))/i;

/** Saves what the page makes and shows instead of saving it. */
export interface FileKeeper {
  /** Saves what frames and viewers of the document show since the keeper came, each once. */
  saveShown(): void;
  /** Saves what is at an address that the page made. */
  save(url: string): void;
  /** Lets the page do again what it likes with its files. */
  release(): void;
}

/**
 * Keeps the files that a page makes (`blob:`, `data:`) within reach: their addresses stay valid, and one that the page goes to is saved
 * instead. `shown`: what the document shows already counts too. Runs in the main world, because only there the page's own calls can be
 * held back.
 */
export function keepFiles({ shown }: { shown: boolean }): FileKeeper {
  const revoke = URL.revokeObjectURL;
  const revoked: string[] = [];
  URL.revokeObjectURL = (url) => void revoked.push(url);
  const save = (url: string): void => {
    const link = document.createElement('a');
    link.href = url;
    link.download = '';
    link.click(); // outside of the document: the page's listeners do not learn of it
  };
  const saveInstead = (event: NavigateEvent): void => {
    const { url } = event.destination;
    if (!MADE_BY_PAGE.test(url) || event.downloadRequest !== null || !event.cancelable) return;
    event.preventDefault();
    save(url);
  };
  navigation.addEventListener('navigate', saveInstead);
  const known = new Set(shown ? [] : shownFiles());
  return {
    saveShown: () => {
      for (const url of shownFiles()) {
        if (known.has(url)) continue;
        known.add(url);
        save(url);
      }
    },
    save,
    release: () => {
      navigation.removeEventListener('navigate', saveInstead);
      URL.revokeObjectURL = revoke;
      for (const url of revoked) revoke(url);
    },
  };
}

function shownFiles(): string[] {
  return queryAll(document, 'iframe, embed, object')
    .map((element) => (element instanceof HTMLObjectElement ? element.data : (element as HTMLIFrameElement | HTMLEmbedElement).src))
    .filter((url) => MADE_BY_PAGE.test(url));
}
