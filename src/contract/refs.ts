/** How a ref is written: `e12` in the page's own document, `f1e3` in a frame. Source of a regular expression, for patterns that hold refs. */
export const REF_SOURCE = String.raw`(?:f\d+)?e\d+`;

const REF = new RegExp(`^${REF_SOURCE}$`);

/** Whether a text is a ref, as observations give them to elements. */
export function isRef(text: string): boolean {
  return REF.test(text);
}
