/**
 * Runs in every document before its scripts. What is typed into a password field stays dots in screenshots, screencasts and traces, also after
 * the page turned it into a text field ("show password"). Inline style, so that it works in shadow roots and costs a screenshot nothing.
 */
export function maskTypedPasswords(): void {
  const mask = (event: Event): void => {
    const field = event.composedPath()[0];
    if (field instanceof HTMLInputElement && field.type === 'password') {
      field.style.setProperty('-webkit-text-security', 'disc', 'important');
    }
  };
  document.addEventListener('input', mask, { capture: true, passive: true });
  document.addEventListener('focusin', mask, { capture: true, passive: true });
}

/** Runs on the fields that a secret was typed into, whatever their type. */
export function maskFields(fields: Element[]): void {
  for (const field of fields) {
    if (field instanceof HTMLElement) field.style.setProperty('-webkit-text-security', 'disc', 'important');
  }
}
