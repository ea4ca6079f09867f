import { runService } from '@riel/runtime';
import { startReconciliationService } from './reconciliation-service.ts';

await runService({ name: 'reconciliation', start: startReconciliationService });
