import type { Drift, DriftPage } from './drift.ts';

const FIELD = 'drift_reference';
const MARK = 'drift_form';
const LABEL = 'Reference (write "none" if there is none)';

/** Adds a required field to forms that change something. Posts without it are refused before they reach the application. */
export const requiredField: Drift = {
  name: 'required-field',
  description: 'a new field is required to save',
  page(page) {
    const forms = page.document.querySelectorAll<HTMLFormElement>(page.plan.requiredIn);
    for (const [index, form] of [...forms].entries()) addField(page, form, `${FIELD}_${index + 1}`);
  },
  answer({ method, form }) {
    if (method !== 'POST' || form?.get(MARK) !== '1') return undefined;
    const value = form.get(FIELD);
    if (typeof value === 'string' && value.trim() !== '') return undefined;
    return { status: 422, touched: 'refused without the field', html: REFUSAL };
  },
};

const REFUSAL = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Reference is missing</title></head><body><main>
<h1>Nothing was saved</h1><p role="alert">Reference is missing. Go back and fill it in.</p>
<p><button type="button" onclick="history.back()">Back to the form</button></p></main></body></html>`;

function addField({ document, touch }: DriftPage, form: HTMLFormElement, id: string): void {
  const box = document.createElement('div');
  box.className = 'drift-required';
  const label = document.createElement('label');
  label.setAttribute('for', id);
  label.textContent = LABEL;
  const input = document.createElement('input');
  const mark = document.createElement('input');
  for (const [element, attributes] of [
    [input, { type: 'text', id, name: FIELD, required: '' }],
    [mark, { type: 'hidden', name: MARK, value: '1' }],
  ] as const) {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  }
  box.append(label, input, mark);
  const submit = form.querySelector('[type="submit"]');
  const row = submit?.closest('.actions, .submit-row') ?? submit;
  if (row) row.before(box);
  else form.append(box);
  touch(`field in ${form.getAttribute('action') ?? 'the form of the page'}`);
}
