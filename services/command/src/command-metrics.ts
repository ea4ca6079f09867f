import type { Metrics } from '@riel/runtime';
import type { Outcome } from './transfers/acceptance.ts';
import type { Door } from './transfers/prepared-transfer.ts';

/** Counts what became of a command. */
export type CommandCounter = (
  door: Door,
  outcome: Outcome<unknown>,
  command?: 'transfer' | 'collection-link' | 'adjustment',
) => void;

/** Makes the counter of commands by door, outcome, code of the first reason and kind of command. */
export function createCommandCounter(metrics: Metrics): CommandCounter {
  const counter = metrics.counter({
    name: 'riel_commands_total',
    help: 'Commands by door, outcome, code of rejection and kind',
    labels: ['door', 'outcome', 'code', 'command'],
  });
  return (door, outcome, command = 'transfer') => {
    const code = outcome.kind === 'rejected' ? (outcome.rejections[0]?.code ?? '') : '';
    counter.inc({ door, outcome: outcome.kind, code, command });
  };
}
