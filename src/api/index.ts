export type { ApiParts, PlaybookList } from './api-deps.ts';
export { createApi } from './create-api.ts';
export { createWebhookSender, type WebhookSenderParts } from './webhooks/create-webhook-sender.ts';
export { verifyWebhook } from './webhooks/webhook-signature.ts';
