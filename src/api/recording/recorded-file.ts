import { type ErrorCode, RoteError } from '../../contract/index.ts';

/** One file of a recording that the service serves. */
export interface RecordedFile {
  /** In the run folder. */
  path: string;
  /** At the status server of the sandbox. */
  livePath: string;
  headers: Record<string, string>;
  /** The error code when there is none. */
  missing: ErrorCode;
  /** Its name in a sentence. */
  name: string;
}

/** Browsers may show or save such a file, but never run anything in it. */
const HARMLESS = { 'content-security-policy': "default-src 'none'; sandbox", 'cache-control': 'no-store', 'accept-ranges': 'none' };

export function traceFile(runId: string): RecordedFile {
  return {
    path: 'trace.zip',
    livePath: '/recording/trace',
    headers: { ...HARMLESS, 'content-type': 'application/zip', 'content-disposition': `attachment; filename="${runId}-trace.zip"` },
    missing: 'TRACE_NOT_AVAILABLE',
    name: 'trace',
  };
}

/** NOT_FOUND for anything but a plain file name. */
export function screenshotFile(name: string): RecordedFile {
  const type = name.endsWith('.png') ? 'image/png' : 'image/jpeg';
  return { ...fileIn('screenshots', name), headers: { ...HARMLESS, 'content-type': type } };
}

/** NOT_FOUND for anything but a plain file name. */
export function downloadFile(name: string): RecordedFile {
  const disposition = `attachment; filename="${asciiName(name)}"; filename*=UTF-8''${extendedName(name)}`;
  return {
    ...fileIn('downloads', name),
    headers: { ...HARMLESS, 'content-type': 'application/octet-stream', 'content-disposition': disposition },
  };
}

function fileIn(kind: 'screenshots' | 'downloads', name: string): RecordedFile {
  const plain = name !== '' && name.length <= 255 && !name.startsWith('.') && !/[/\\\p{Cc}]/u.test(name) && name.isWellFormed();
  if (!plain) throw new RoteError('NOT_FOUND', `There is no file of that name in ${kind}.`);
  return {
    path: `${kind}/${name}`,
    livePath: `/recording/${kind}/${encodeURIComponent(name)}`,
    headers: HARMLESS,
    missing: 'NOT_FOUND',
    name: `file of that name in ${kind}`,
  };
}

function asciiName(name: string): string {
  return name.replace(/[^\w.-]+/g, '_');
}

/** RFC 8187 escapes more characters than encodeURIComponent does. */
function extendedName(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
