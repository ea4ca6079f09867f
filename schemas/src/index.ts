export type * from './brands.ts';
export { CallerNameError, SchemaRuleError } from './errors.ts';
export type * from './generated/events.ts';
export { eventNames, eventSchemas } from './generated/event-schemas.ts';
export { keyOf } from './key-of.ts';
export {
  ADJUSTMENTS_TOPIC,
  BANKS_TOPIC,
  COLLECTIONS_TOPIC,
  COMMAND_RESULTS_TOPIC,
  LEDGER_ENTRIES_TOPIC,
  RECONCILIATION_TOPIC,
  TRANSFERS_TOPIC,
  bookedTopics,
  callerOfCommandTopic,
  commandTopic,
  commandTopicOf,
  isCallerName,
  topics,
} from './topics.ts';
export type { Topic } from './topics.ts';
