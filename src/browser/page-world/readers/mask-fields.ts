import { inlineStyle } from '../dom/dom.ts';

/** Draws what is in a field as dots, in screenshots, screencasts and traces. Inline, so that it works in shadow roots. */
export function maskField(field: Element): void {
  inlineStyle(field)?.setProperty('-webkit-text-security', 'disc', 'important');
}

/** For the fields that a secret was typed into, whatever their type. */
export function maskFields(fields: Element[]): void {
  for (const field of fields) maskField(field);
}
