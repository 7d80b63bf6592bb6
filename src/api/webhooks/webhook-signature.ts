import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secret } from '../../secrets/index.ts';

const HEADER = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

/**
 * The header `rote-signature`: the time of sending and the HMAC-SHA256 of `<t>.<body>`. Neither can be changed or
 * replayed later.
 */
export function signWebhook(secret: Secret, body: string, unixSeconds: number): string {
  return `t=${unixSeconds},v1=${macOf(secret, body, unixSeconds)}`;
}

/**
 * For receivers: whether the service that knows the secret sent a request with this `rote-signature` and this body (as
 * received, before parsing) at most `toleranceSeconds` (300) ago.
 */
export function verifyWebhook(
  secret: Secret,
  header: string | undefined,
  body: string,
  { toleranceSeconds = 300, nowSeconds = Date.now() / 1000 }: { toleranceSeconds?: number; nowSeconds?: number } = {},
): { ok: true } | { ok: false; reason: string } {
  const match = HEADER.exec(header ?? '');
  if (match === null) return { ok: false, reason: 'the header rote-signature is missing or invalid' };
  const sentAt = Number(match[1]);
  const expected = Buffer.from(macOf(secret, body, sentAt), 'hex');
  if (!timingSafeEqual(expected, Buffer.from(match[2]!, 'hex')))
    return { ok: false, reason: 'the signature does not match this body and secret' };
  if (Math.abs(nowSeconds - sentAt) > toleranceSeconds) return { ok: false, reason: 'it was sent too long ago' };
  return { ok: true };
}

function macOf(secret: Secret, body: string, unixSeconds: number): string {
  return createHmac('sha256', secret.reveal()).update(`${unixSeconds}.${body}`).digest('hex');
}
