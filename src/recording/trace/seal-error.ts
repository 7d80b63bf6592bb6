/** The trace could not be cleaned with certainty. The message is one sentence without its full stop. */
export class SealError extends Error {
  override readonly name = 'SealError';
}
