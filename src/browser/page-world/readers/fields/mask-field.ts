import { inlineStyle } from '../../dom/dom.ts';

/**
 * Draws the value of a field as dots in screenshots, screencasts and traces. An inline style also works in shadow
 * roots.
 */
export function maskField(field: Element): void {
  inlineStyle(field)?.setProperty('-webkit-text-security', 'disc', 'important');
}
