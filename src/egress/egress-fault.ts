import type { FailureCode } from './refusal-log.ts';

/** An allowed request failed; `message` is one sentence for people. */
export class EgressFault extends Error {
  override readonly name = 'EgressFault';
  readonly code: FailureCode;

  constructor(code: FailureCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** The fault for a socket's error. `what` names the other side. */
export function socketFault(error: unknown, what: string): EgressFault {
  if (error instanceof EgressFault) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  if (code === 'ECONNREFUSED')
    return new EgressFault('connection_refused', `${what} refused the connection: nothing listens there.`, error);
  if (code === 'ETIMEDOUT') return new EgressFault('connect_timeout', `${what} did not answer in time.`, error);
  if (['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL', 'EACCES', 'EPERM', 'EINVAL'].includes(code))
    return new EgressFault('unreachable', `${what} cannot be reached from this machine.`, error);
  if (code.startsWith('HPE_') || code === 'ERR_INVALID_CHAR')
    return new EgressFault('bad_answer', `${what} did not answer with valid HTTP.`, error);
  return new EgressFault('connection_lost', `The connection to ${what} was lost before an answer arrived.`, error);
}
