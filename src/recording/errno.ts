/** The system's word for what went wrong, such as ENOSPC; '' for errors that are not the system's, Node's own (ERR_…) included. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('ERR_') ? '' : code;
}
