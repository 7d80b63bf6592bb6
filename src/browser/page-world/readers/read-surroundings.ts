/** Runs in the page. The dialog, form or section that an element belongs to, what is chosen there, and what it says. */
export function readSurroundings(elements: Element[], maxChars: number): string {
  const [element] = elements;
  if (element === undefined) return '';
  const clean = (text: string | null | undefined) => (text ?? '').replace(/\s+/g, ' ').trim();
  const form = element instanceof HTMLButtonElement || element instanceof HTMLInputElement ? element.form : null;
  let place: Element =
    element.closest('dialog, [role="dialog"], [role="alertdialog"]') ??
    form ??
    element.closest('form, fieldset, tr, li, article, section, [role="row"], [role="group"], [role="region"]') ??
    document.body;
  // A form that is only its buttons belongs to what is written above it.
  while (clean(place.textContent).length < 60 && place.parentElement !== null && place !== document.body) place = place.parentElement;
  const chosen = [...place.querySelectorAll('select')].map((list) =>
    [...list.selectedOptions].map((option) => clean(option.label)).join(', '),
  );
  const ticked = [...place.querySelectorAll('input:checked')].map((box) => clean((box as HTMLInputElement).labels?.[0]?.textContent));
  const kept = (texts: string[]) => [...new Set(texts.filter((text) => text !== ''))].slice(0, 10).join('; ');
  const copy = place.cloneNode(true) as Element;
  for (const list of copy.querySelectorAll('select, script, style, template')) list.remove();
  const parts = {
    title: clean(document.title),
    kind: place.localName,
    chosen: kept(chosen),
    ticked: kept(ticked),
    says: clean(copy.textContent),
  };
  return Object.entries(parts)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name}: ${text}`)
    .join('\n')
    .slice(0, maxChars);
}
