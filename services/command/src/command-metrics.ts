import type { Metrics } from '@riel/runtime';
import type { Outcome } from './transfers/acceptance.ts';
import type { Door } from './transfers/prepared-transfer.ts';

/** Counts what became of a command. */
export type CommandCounter = (door: Door, outcome: Outcome) => void;

/** Makes the counter of commands by door, outcome and, if rejected, the code of the first reason. */
export function createCommandCounter(metrics: Metrics): CommandCounter {
  const counter = metrics.counter({
    name: 'riel_commands_total',
    help: 'Transfer commands by door, outcome and code of rejection',
    labels: ['door', 'outcome', 'code'],
  });
  return (door, outcome) => {
    const code = outcome.kind === 'rejected' ? (outcome.rejections[0]?.code ?? '') : '';
    counter.inc({ door, outcome: outcome.kind, code });
  };
}
