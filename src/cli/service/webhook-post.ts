import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Deadline } from '../../base/index.ts';
import { startEgress } from '../../egress/index.ts';
import { createUrlPolicy, type UrlPolicy } from '../../guardrails/index.ts';

export interface WebhookPost {
  /** The status of the answer; redirects are not followed. Rejects when there is no answer. */
  post(url: string, headers: Record<string, string>, body: string, deadline: Deadline): Promise<{ status: number }>;
  close(): Promise<void>;
}

/** Where webhooks may go. */
export function webhookPolicy(allowPrivate: boolean): UrlPolicy {
  return createUrlPolicy({ allowed_domains: null, blocked_domains: [], allow_private_networks: allowPrivate });
}

/**
 * Posts through an egress proxy of its own, as a run's browser does: names are resolved and checked there, so that a webhook cannot be pointed at what
 * lies behind the service. `allowPrivate` is for receivers in the same network.
 */
export async function openWebhookPost(allowPrivate: boolean): Promise<WebhookPost> {
  const egress = await startEgress({ policy: webhookPolicy(allowPrivate) });
  const proxy = `http://${egress.username}:${egress.password}@127.0.0.1:${egress.port}`;
  const http = new HttpAgent({ proxyEnv: { HTTP_PROXY: proxy } });
  const https = new HttpsAgent({ proxyEnv: { HTTPS_PROXY: proxy } });
  return {
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
