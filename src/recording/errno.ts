/** The system's error code, such as ENOSPC; '' for other errors, Node's own (ERR_…) included. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_') ? '' : code;
}
