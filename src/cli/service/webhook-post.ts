import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Deadline } from '../../base/index.ts';
import { startEgress } from '../../egress/index.ts';
import { createUrlPolicy, type UrlPolicy } from '../../guardrails/index.ts';

export interface WebhookPost {
  /** Of its proxy, on 127.0.0.1. */
  readonly port: number;
  /** Resolves with the status of the answer and does not follow redirects. Rejects without an answer. */
  post(url: string, headers: Record<string, string>, body: string, deadline: Deadline): Promise<{ status: number }>;
  close(): Promise<void>;
}

/** Decides where webhooks may go. */
export function webhookPolicy(allowPrivate: boolean): UrlPolicy {
  return createUrlPolicy({ allowed_domains: null, blocked_domains: [], allow_private_networks: allowPrivate });
}

/**
 * Posts through a separate egress proxy, as a run's browser does. The proxy resolves and checks names, so a webhook cannot reach the network
 * behind the service. `allowPrivate` is for receivers in that network. `closed`: `host:port` of the service itself.
 */
export async function openWebhookPost(allowPrivate: boolean, closed: readonly string[]): Promise<WebhookPost> {
  const egress = await startEgress({ policy: webhookPolicy(allowPrivate), closed: () => closed });
  const proxy = `http://${egress.username}:${egress.password}@127.0.0.1:${egress.port}`;
  const http = new HttpAgent({ proxyEnv: { HTTP_PROXY: proxy } });
  const https = new HttpsAgent({ proxyEnv: { HTTPS_PROXY: proxy } });
  return {
    port: egress.port,
    async post(url, headers, body, deadline) {
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const options = { method: 'POST', signal: deadline.signal, headers: { ...headers, 'content-length': Buffer.byteLength(body) } };
      const sent = url.startsWith('https:')
        ? httpsRequest(url, { ...options, agent: https })
        : httpRequest(url, { ...options, agent: http });
      sent.once('response', resolve).once('error', reject).end(body);
      const response = await promise;
      response.resume();
      return { status: response.statusCode ?? 0 };
    },
    async close() {
      http.destroy();
      https.destroy();
      await egress.close();
    },
  };
}
