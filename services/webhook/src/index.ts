export { webhookSettings } from './configuration.ts';
export { startWebhookService as start } from './webhook-service.ts';
