const WORD = /[A-Za-z_][\w-]*/g;

/** The words in a page's scripts, inline and from the same origin. `load` returns the text of a path; it is called once per path. */
export class ScriptWords {
  readonly #load: (path: string) => Promise<string>;
  readonly #known = new Map<string, Promise<ReadonlySet<string>>>();

  constructor(load: (path: string) => Promise<string>) {
    this.#load = load;
  }

  async of(document: Document, url: URL): Promise<ReadonlySet<string>> {
    const words = new Set<string>();
    for (const script of document.querySelectorAll('script')) {
      const src = script.getAttribute('src');
      const whole = src === null ? undefined : new URL(src, url);
      if (whole !== undefined && whole.origin !== url.origin) continue;
      for (const word of whole ? await this.#ofPath(whole.pathname + whole.search) : wordsOf(script.textContent ?? '')) words.add(word);
    }
    return words;
  }

  #ofPath(path: string): Promise<ReadonlySet<string>> {
    const known = this.#known.get(path) ?? this.#load(path).then(wordsOf);
    this.#known.set(path, known);
    return known;
  }
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(WORD) ?? []);
}
