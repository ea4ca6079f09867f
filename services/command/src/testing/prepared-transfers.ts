import { createSecretKey } from 'node:crypto';
import { bogotaDate, formatInstant, now, parseInstant } from '@riel/runtime';
import { eventIdOf, transferIdOf } from '@riel/ids';
import { TRANSFERS_TOPIC, type Caller } from '@riel/schemas';
import { transferForm } from '../transfers/canonical-command.ts';
import { createCommandHasher } from '../transfers/command-hasher.ts';
import type { PreparedTransfer } from '../transfers/prepared-transfer.ts';
import { readTransfer } from '../transfers/read-transfer.ts';
import { transferInput } from './transfer-inputs.ts';

const hasher = createCommandHasher(
  [{ keyId: 'k', key: createSecretKey(Buffer.alloc(32, 1)) }],
  transferForm,
);

/** A prepared transfer whose event is a stand-in: for tests that look at the tables alone. */
export function preparedTransfer(
  caller: Caller,
  idempotencyKey: string,
  input: Record<string, unknown> = {},
): PreparedTransfer {
  const read = readTransfer(transferInput(input), { parseInstant });
  if (read.kind === 'faulty') throw new Error(JSON.stringify(read.faults));
  const { command } = read;
  const transferId = transferIdOf(caller, idempotencyKey);
  const acceptedAt = now();
  return {
    transferId,
    caller,
    idempotencyKey,
    monoAccountId: command.monoAccountId,
    amount: command.amount,
    currency: command.currency,
    requestedRail: command.rail,
    day: bogotaDate(acceptedAt),
    door: 'http',
    acceptedAt,
    rejections: [],
    hash: hasher.hash(command),
    isSameAs: (known) => hasher.isHashOf(known, command),
    answer: {
      transferId,
      status: 'accepted',
      acceptedAt: formatInstant(acceptedAt),
      bankCodeChecked: true,
    },
    outboxRow: {
      topic: TRANSFERS_TOPIC,
      key: transferId,
      eventName: 'TransferRequested',
      eventId: eventIdOf(['TransferRequested', transferId]),
      occurredAt: acceptedAt,
      recordedAt: acceptedAt,
      payload: Buffer.from('event'),
      traceparent: null,
    },
  };
}
