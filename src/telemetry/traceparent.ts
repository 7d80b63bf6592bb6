/** A span of another process, as in W3C trace context. */
export interface RemoteSpan {
  traceId: string;
  spanId: string;
  traceFlags: number;
}

/** undefined for an invalid header, which then does no harm. Of later versions, reads the fields of version 00. */
export function readTraceparent(text: string): RemoteSpan | undefined {
  const match = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(text);
  if (match === null || (match[1] === '00' && match[5] !== undefined)) return undefined;
  return { traceId: match[2]!, spanId: match[3]!, traceFlags: Number.parseInt(match[4]!, 16) & 1 };
}

export function writeTraceparent({ traceId, spanId, traceFlags }: RemoteSpan): string {
  return `00-${traceId}-${spanId}-${(traceFlags & 1).toString(16).padStart(2, '0')}`;
}
