import type { Rewording } from '../applications/application-plan.ts';
import { pickOne } from '../proxy/seeded.ts';
import type { Drift, DriftPage } from './drift.ts';

const TEXT_ATTRIBUTES = ['aria-label', 'placeholder', 'title', 'alt'];
const SKIPPED_TAGS = new Set(['SCRIPT', 'STYLE', 'TEXTAREA']);

/** Rewords buttons, labels and options. */
export const controlsReworded: Drift = {
  name: 'controls-reworded',
  description: 'labels, buttons and options are reworded',
  page: (page) => reword(page, page.plan.labels),
};

/** Rewords messages, states and headings: what a playbook looks for to verify a step. */
export const messagesReworded: Drift = {
  name: 'messages-reworded',
  description: 'messages, states and headings are reworded',
  page: (page) => reword(page, page.plan.messages),
};

function reword({ document, seed, touch }: DriftPage, rewordings: readonly Rewording[]): void {
  const changed: string[] = [];
  const reworded = (text: string): string => {
    const words = text.trim().replace(/\s+/g, ' ');
    const rule = rewordings.find(({ from }) => (typeof from === 'string' ? from === words : from.test(words)));
    if (rule === undefined || words === '') return text;
    changed.push(words);
    return words.replace(rule.from, pickOne(seed, String(rule.from), rule.to));
  };
  for (const element of document.querySelectorAll('*')) {
    if (SKIPPED_TAGS.has(element.tagName)) continue;
    for (const node of element.childNodes) {
      if (node.nodeType === 3) rewordNode(node as Text, reworded);
    }
    for (const name of TEXT_ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (value !== null && reworded(value) !== value) element.setAttribute(name, reworded(value));
    }
    // An input that is a submit button shows its value; the server only reads its name.
    const type = element.getAttribute('type');
    if (element.tagName === 'INPUT' && (type === 'submit' || type === 'button')) {
      const value = element.getAttribute('value') ?? '';
      if (reworded(value) !== value) element.setAttribute('value', reworded(value));
    }
  }
  if (changed.length > 0) touch([...new Set(changed)].join(', '));
}

/** Keeps the white space around the text. */
function rewordNode(node: Text, reworded: (text: string) => string): void {
  const text = node.textContent ?? '';
  const next = reworded(text);
  if (next === text) return;
  const [before = ''] = /^\s*/.exec(text) ?? [];
  const [after = ''] = /\s*$/.exec(text) ?? [];
  node.textContent = `${before}${next}${after}`;
}
