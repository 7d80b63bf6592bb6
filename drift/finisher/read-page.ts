import type { ModelRequest } from '../../src/model/index.ts';

/** A control as an observation shows it: `[e12 button "Save" disabled]`. */
export interface SeenControl {
  readonly ref: string;
  readonly role: string;
  readonly name: string;
  /** `of "…"`: what distinguishes it from another control of the same name. */
  readonly of: string;
  /** `= "…"`: the value of a field. */
  readonly value: string;
  /** States, hint and options, as written. */
  readonly rest: string;
  readonly line: string;
}

export interface SeenPage {
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly controls: readonly SeenControl[];
}

const CONTROL = /\[((?:f\d+)?e\d+) ([\w-]+)(?: "([^"]*)")?([^[\]]*)\]/g;

/** The task, the page as the model last saw it, and the failure of the last call. */
export function readRequest(request: ModelRequest): { task: string; page: SeenPage; failure: string | undefined } {
  const [first] = request.messages;
  const last = request.messages.at(-1);
  const results = last?.role === 'tool' ? last.results : [];
  const text = last?.role === 'user' ? last.text : results.map((result) => result.text).join('\n');
  return {
    task: first?.role === 'user' ? first.text : '',
    page: readPage(text.slice(Math.max(0, text.lastIndexOf('The page now:')))),
    failure: results.find(({ failed }) => failed)?.text.split('\n')[0],
  };
}

export function readPage(text: string): SeenPage {
  const [, url = ''] = /^url: (.*)$/m.exec(text) ?? [];
  const [, title = ''] = /^title: "(.*)"$/m.exec(text) ?? [];
  // A list of changes comes before the page, which contains them again.
  const whole = text.slice(Math.max(0, text.indexOf('\n[page]')));
  const controls = whole.split('\n').flatMap((line) =>
    [...line.matchAll(CONTROL)].map(([, ref = '', role = '', name = '', rest = '']): SeenControl => {
      const [, value = ''] = / = "([^"]*)"/.exec(rest) ?? [];
      const [, of = ''] = /^ of "([^"]*)"/.exec(rest) ?? [];
      return { ref, role, name, of, value, rest, line };
    }),
  );
  return { url, title, text: whole, controls };
}
