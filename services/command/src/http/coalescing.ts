import type { CommandConfiguration } from '../configuration.ts';
import type { CoalescingLimits } from '../once/once-door.ts';

/** What the settings say about how requests share transactions. */
export const coalescingOf = (configuration: CommandConfiguration): CoalescingLimits => ({
  waitMilliseconds: configuration.COALESCE_WAIT_MILLISECONDS,
  commandsMax: configuration.COALESCE_COMMANDS_MAX,
  queueCommandsMax: configuration.COALESCE_QUEUE_COMMANDS_MAX,
  transactionsMax: configuration.COALESCE_TRANSACTIONS_MAX,
});
