export { reconciliationSettings } from './configuration.ts';
export { startReconciliationService as start } from './reconciliation-service.ts';
