import { RoteError } from '../../contract/index.ts';

/** The same path, once it is certain that it stays inside the run's folder. NOT_FOUND for anything else. */
export function safeArtifactPath(runId: string, path: string): string {
  const parts = path.split('/');
  const safe = /^[\w][\w.-]*$/.test(runId) && parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\0\\]/.test(part));
  if (safe && !path.startsWith('/')) return path;
  throw new RoteError('NOT_FOUND', 'There is no such file.');
}
