/** It is not certain that the trace holds no secret. The message is one sentence without its full stop. */
export class SealError extends Error {
  override readonly name = 'SealError';
}
