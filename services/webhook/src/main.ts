import { runService } from '@riel/runtime';
import { startWebhookService } from './webhook-service.ts';

await runService({ name: 'webhook', start: startWebhookService });
