/** What fuzzing, benchmarks and tests across services need to play Mono towards this service. */
export { startFakeMono, type FakeMono } from './fake-mono.ts';
export { fuzzWebhooks, type FuzzOptions, type FuzzReport } from './fuzz-webhooks.ts';
export { monoId, transferObject, webhookBody } from './mono-bodies.ts';
export { onConnections, rawRequest, type RawAnswer, type RawConnection } from './raw-http.ts';
export { createWebhookStack, sendWebhook, type WebhookStack } from './webhook-stack.ts';
