export { EVIDENCE_EVENT_NAME, readOriginal } from './evidence/original.ts';
export { webhookSettings } from './configuration.ts';
export { startWebhookService as start } from './webhook-service.ts';
