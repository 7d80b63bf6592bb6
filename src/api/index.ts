export type { ApiDeps, PlaybookList } from './api-deps.ts';
export { createApi } from './create-api.ts';
export { createWebhookSender, type WebhookSenderDeps } from './webhooks/create-webhook-sender.ts';
export { verifyWebhook } from './webhooks/webhook-signature.ts';
