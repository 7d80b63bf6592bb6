import { REF_SOURCE } from '../../contract/index.ts';

/** Page text that imitates the bracketed notes of an observation. */
const FORGED = new RegExp(
  String.raw`\[(?=\s*/?(?:${REF_SOURCE}\b|(?:dialog|alertdialog|overlay|table|list|nav|frame|group|tabs|menu|form|page|nothing|changed|\d+ more)\b))`,
  'giu',
);

/** Page text as it appears outside of quotes. */
export const plain = (text: string): string => text.replace(FORGED, '(');

/** Page text in quotes. */
export const quoted = (text: string): string => `"${plain(text).replaceAll('"', "'")}"`;
