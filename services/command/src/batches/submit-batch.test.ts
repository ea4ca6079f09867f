import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Caller } from '@riel/schemas';
import { expect, test } from 'vitest';
import { preparedTransfer } from '../testing/prepared-transfers.ts';
import type { ReceivedTransfer } from '../transfers/prepare-transfer.ts';
import { submitEach, type ReadMember } from './submit-batch.ts';

const member: ReadMember = { kind: 'received', received: {} as ReceivedTransfer };

// An early failure that nobody listens to yet would end the process: vitest reports it as an error.
test('a member that fails while others are still prepared fails the batch and nothing else', async () => {
  const failure = new Error('no second try helps');
  const prepared = preparedTransfer('shop' as Caller, 'key');
  const batch = submitEach(
    {
      prepare: async () => {
        await nextTurn();
        return prepared;
      },
      door: {
        waiting: 0,
        submit: () => Promise.reject(failure),
        submitAtomically: () => Promise.reject(failure),
        tryOut: () => Promise.reject(failure),
        stop: () => Promise.resolve(),
      },
      isPassing: () => false,
    },
    [member, member, member],
  );
  await expect(batch).rejects.toBe(failure);
});
