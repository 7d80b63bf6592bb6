import type { Rewording } from '../applications/application-plan.ts';
import { pickOne } from '../proxy/seeded.ts';
import type { Drift, DriftPage } from './drift.ts';

const READ_ATTRIBUTES = ['aria-label', 'placeholder', 'title', 'alt'];
const NOT_READ = new Set(['SCRIPT', 'STYLE', 'TEXTAREA']);

/** Buttons, labels and options say the same in other words. */
export const controlsReworded: Drift = {
  name: 'controls-reworded',
  description: 'labels, buttons and options say the same in other words',
  page: (page) => reword(page, page.plan.labels),
};

/** Messages, states and headings say the same in other words: what a playbook looks for afterwards. */
export const messagesReworded: Drift = {
  name: 'messages-reworded',
  description: 'messages, states and headings say the same in other words',
  page: (page) => reword(page, page.plan.messages),
};

function reword({ document, seed, touch }: DriftPage, words: readonly Rewording[]): void {
  const changed: string[] = [];
  const other = (text: string): string => {
    const said = text.trim().replace(/\s+/g, ' ');
    const rule = words.find(({ from }) => (typeof from === 'string' ? from === said : from.test(said)));
    if (rule === undefined || said === '') return text;
    changed.push(said);
    return said.replace(rule.from, pickOne(seed, String(rule.from), rule.to));
  };
  for (const element of document.querySelectorAll('*')) {
    if (NOT_READ.has(element.tagName)) continue;
    for (const node of element.childNodes) {
      if (node.nodeType === 3) keepSpaces(node as Text, other);
    }
    for (const name of READ_ATTRIBUTES) {
      const value = element.getAttribute(name);
      if (value !== null && other(value) !== value) element.setAttribute(name, other(value));
    }
    // A submit button made of an input says its value; the server asks for its name alone.
    const type = element.getAttribute('type');
    if (element.tagName === 'INPUT' && (type === 'submit' || type === 'button')) {
      const value = element.getAttribute('value') ?? '';
      if (other(value) !== value) element.setAttribute('value', other(value));
    }
  }
  if (changed.length > 0) touch([...new Set(changed)].join(', '));
}

function keepSpaces(node: Text, other: (text: string) => string): void {
  const text = node.textContent ?? '';
  const next = other(text);
  if (next === text) return;
  const [before = ''] = /^\s*/.exec(text) ?? [];
  const [after = ''] = /\s*$/.exec(text) ?? [];
  node.textContent = `${before}${next}${after}`;
}
