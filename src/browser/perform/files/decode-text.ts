/** How other kinds of files begin, for the error message. */
const SIGNATURES: readonly (readonly [string, string])[] = [
  ['%PDF-', 'a PDF'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Office document or one with a password'],
  ['\u001f\u008b', 'a compressed file'],
];

/** The text of a file, or what the file is instead: UTF-8, UTF-16 with a byte order mark, or else windows-1252. */
export function decodeText(bytes: Buffer): { text: string } | { kind: string } {
  const marked = encodingOf(bytes);
  if (marked !== undefined) return { text: new TextDecoder(marked).decode(bytes) };
  const kind = SIGNATURES.find(([start]) => bytes.subarray(0, start.length).toString('latin1') === start)?.[1];
  if (kind !== undefined || bytes.includes(0)) return { kind: kind ?? 'not a text' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes) }; // it is no valid UTF-8
  }
}

function encodingOf(bytes: Buffer): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}
