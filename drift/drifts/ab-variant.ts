import type { Drift } from './drift.ts';
import { button } from './moved.ts';

/**
 * The B variant of an experiment: rows of buttons move to the end in reverse order, a quick search at the top has a button with the same name as
 * the page's own, and a feedback box at the end has another "Save".
 */
export const abVariant: Drift = {
  name: 'ab-variant',
  description: 'the B variant of an experiment: buttons moved, a second search, a second "Save"',
  page({ document, plan, url, touch }) {
    if (url.pathname === plan.loginPath || plan.isPopup(url)) return;
    const { movedToEnd, main, search } = plan.variant;
    const content = document.querySelector(main);
    if (content === null) return;
    for (const row of document.querySelectorAll(movedToEnd)) {
      row.append(...[...row.children].toReversed());
      // A row stays in its form: outside, its buttons would do nothing.
      const place: Element = row.closest('form') ?? content;
      place.append(row);
    }
    content.prepend(quickSearch(document, search));
    content.append(feedback(document));
    touch('variant B');
  },
  answer({ method, url }) {
    if (method !== 'POST' || url.pathname !== '/drift/feedback') return undefined;
    return { status: 200, touched: 'feedback was sent', html: '<!doctype html><title>Thank you</title><p>Thank you for your comment.</p>' };
  },
};

function quickSearch(document: Document, { action, field }: { action: string; field: string }): HTMLElement {
  const form = document.createElement('form');
  form.className = 'drift-quick';
  form.setAttribute('action', action);
  const input = document.createElement('input');
  input.setAttribute('name', field);
  input.setAttribute('type', 'search');
  input.setAttribute('aria-label', 'Quick search');
  const submit = button(document, 'Search');
  submit.setAttribute('type', 'submit');
  form.append(input, submit);
  return form;
}

function feedback(document: Document): HTMLElement {
  const form = document.createElement('form');
  form.className = 'drift-feedback';
  form.setAttribute('method', 'post');
  form.setAttribute('action', '/drift/feedback');
  const title = document.createElement('h2');
  title.textContent = 'What do you think of this page?';
  const text = document.createElement('textarea');
  text.setAttribute('name', 'text');
  text.setAttribute('aria-label', 'Your comment');
  const submit = button(document, 'Save');
  submit.setAttribute('type', 'submit');
  form.append(title, text, submit);
  return form;
}
