import { connect, type Socket } from 'node:net';
import { EgressFault, socketFault } from '../egress-fault.ts';

export interface ConnectTarget {
  /** Checked addresses, tried in order. Never names: nothing is resolved here. */
  addresses: readonly string[];
  port: number;
  /** Name of the other side, for messages. */
  label: string;
}

/** A connected socket, or an EgressFault. Trying the next address repeats nothing: nothing has been sent yet. */
export async function connectTo({ addresses, port, label }: ConnectTarget, timeoutMs: number, signal: AbortSignal): Promise<Socket> {
  const endsAt = performance.now() + timeoutMs;
  let fault: EgressFault | undefined;
  for (const [index, host] of addresses.entries()) {
    const remainingMs = endsAt - performance.now();
    if (remainingMs <= 0 || signal.aborted) break;
    try {
      // A dead address must leave time for the others.
      return await connectOnce({ host, port, signal }, remainingMs / (addresses.length - index), label);
    } catch (error) {
      fault = socketFault(error, label);
    }
  }
  throw fault ?? new EgressFault('connect_timeout', `${label} did not answer in time.`);
}

function connectOnce(to: { host: string; port: number; signal: AbortSignal }, timeoutMs: number, label: string): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connect({ ...to, noDelay: true });
  const timer = setTimeout(() => {
    socket.destroy();
    reject(new EgressFault('connect_timeout', `${label} did not answer in time.`));
  }, timeoutMs);
  const onError = (error: Error) => {
    clearTimeout(timer);
    reject(error);
  };
  socket.once('error', onError);
  socket.once('connect', () => {
    clearTimeout(timer);
    socket.off('error', onError);
    resolve(socket);
  });
  return promise;
}
