import { RoteError } from '../../contract/index.ts';

/** Returns the path unchanged if it stays inside the run's folder; throws NOT_FOUND otherwise. */
export function safeArtifactPath(runId: string, path: string): string {
  const segments = path.split('/');
  const safe =
    /^[\w][\w.-]*$/.test(runId) &&
    segments.every((segment) => segment !== '' && segment !== '.' && segment !== '..' && !/[\0\\]/.test(segment));
  if (safe && !path.startsWith('/')) return path;
  throw new RoteError('NOT_FOUND', 'There is no such file.');
}
