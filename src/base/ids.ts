import { randomUUID } from 'node:crypto';

/** A new id for a run: a UUID. */
export function newRunId(): string {
  return randomUUID();
}

/**
 * A name that is safe as one path segment on every file system: letters, digits, dot, dash and underscore, no leading dot,
 * at most `maxLength` characters, never empty. Not injective: callers that need uniqueness add it.
 */
export function safeFileName(name: string, maxLength = 120): string {
  const cleaned = name
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}._-]+/gu, '_')
    .replace(/^[._]+/, '')
    .slice(0, maxLength)
    .replace(/[._]+$/, '');
  return cleaned === '' ? 'unnamed' : cleaned;
}
