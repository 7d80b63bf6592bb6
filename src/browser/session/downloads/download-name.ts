/** File systems allow 255 bytes. The rest is for what a program adds to a name while it works on the file. */
const MAX_BYTES = 200;
const MAX_SUFFIX_CHARS = 12;
/** Of Windows, with any suffix. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * The name under which a download is saved: safe as one path segment on every file system, in the script of the original, with its suffix.
 * `count`: from 2 on, it is part of the name. Not injective: callers that need uniqueness count.
 */
export function downloadName(suggested: string, count = 1): string {
  const cleaned = suggested
    .normalize('NFKC')
    .replace(/\p{Cf}+/gu, '') // marks of direction, which can make a suffix look like another one
    .replace(/[^\p{L}\p{M}\p{N}\p{So}._-]+/gu, '_')
    .replace(/[._]+$/, '');
  const suffix = suffixOf(cleaned);
  const stem = cleaned.slice(0, cleaned.length - suffix.length).replace(/^[._]+|[._]+$/g, '') || 'unnamed';
  const free = RESERVED.test(stem) ? `_${stem}` : stem;
  const ending = (count === 1 ? '' : `_${count}`) + suffix;
  return cut(free, MAX_BYTES - Buffer.byteLength(ending)) + ending;
}

/** With its dot: `.pdf`, `.tar.gz`; '' without one. */
function suffixOf(name: string): string {
  const [suffix = ''] = /(\.tar)?\.[\p{L}\p{N}]+$/u.exec(name) ?? [];
  return suffix.length > MAX_SUFFIX_CHARS ? '' : suffix;
}

/** At most so many bytes, without cutting a character into pieces. */
function cut(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let bytes = 0;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    bytes += Buffer.byteLength(segment);
    if (bytes > maxBytes) break;
    kept += segment;
  }
  return kept.replace(/[._]+$/, '') || 'unnamed';
}
