import { errorMessage } from '../../base/index.ts';

/** Something that a trial depends on failed, not what it evaluates: the target, a setup, the browser, this machine. The message is one sentence. */
export class InfrastructureFailure extends Error {
  override readonly name = 'InfrastructureFailure';
}

export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${errorMessage(error)}${cause}`;
}
