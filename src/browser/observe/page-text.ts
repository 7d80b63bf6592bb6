import { REF_SOURCE } from '../../contract/index.ts';

/** What a text of the page may not look like inside of an observation: our own brackets. */
const FORGED = new RegExp(
  String.raw`\[(?=\s*/?(?:${REF_SOURCE}\b|(?:dialog|alertdialog|overlay|table|list|nav|frame|group|tabs|menu|form|page|nothing|changed|\d+ more)\b))`,
  'giu',
);

/** Text of the page for a line of its own. */
export const plain = (text: string): string => text.replace(FORGED, '(');

/** Text of the page between quotes. */
export const quoted = (text: string): string => `"${plain(text).replaceAll('"', "'")}"`;
