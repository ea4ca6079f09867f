import { createCodec } from '@riel/avro';
import { canonicalTables, exampleTables } from '@riel/books';
import { keyOf } from '@riel/schemas';
import type { MonoAccountId } from '@riel/schemas';
import { bookedEventNames } from '../projection/booked-topics.ts';
import type { BookedEvent } from '../projection/read-record.ts';
import { accepted, requested, settled, testTransfer } from './events.ts';
import type { TestTransfer } from './events.ts';
import { tablesActivated } from './test-log.ts';

/** A record as a producer sends it. */
export interface WorkloadRecord {
  readonly key: string;
  readonly value: Buffer;
}

export interface WorkloadOptions {
  /** Number of the first transfer; a later workload begins where an earlier one ended. */
  readonly from: number;
  readonly transfers: number;
  /** Mono accounts over which the transfers are spread. */
  readonly monoAccounts: number;
  readonly partitions: number;
}

/** Makes lives of transfers in bulk. */
export interface Workload {
  /** The marker that must come first. */
  readonly marker: WorkloadRecord;
  /** Records by partition: of each transfer a request, an acceptance and a settlement. */
  records(options: WorkloadOptions): WorkloadRecord[][];
  /** Transfers that are requested and accepted, for whoever lets them settle. */
  inFlight(
    options: Pick<WorkloadOptions, 'from' | 'transfers' | 'monoAccounts'>,
  ): TransferInFlight[];
}

/** A transfer on its way. */
export interface TransferInFlight {
  readonly transferId: string;
  readonly monoTransferId: string;
  readonly monoAccountId: string;
  readonly amount: bigint;
  /** Its request and its acceptance. */
  readonly records: readonly WorkloadRecord[];
}

// A transfer's next fact comes long after the last: in another chunk, as it does in life.
const LAG_TRANSFERS = 700;
const rails = ['ach', 'turbo', 'transfiya', 'breb'];

/** Encodes with the schemas of a registry. */
export const createWorkload = async (registryUrl: string): Promise<Workload> => {
  const codec = await createCodec({ registryUrl, writes: bookedEventNames, reads: [] });
  const recordOf = (event: BookedEvent): WorkloadRecord => ({
    key: keyOf(event),
    value: codec.encode(event.name, event.value),
  });
  return {
    marker: recordOf(tablesActivated(1, canonicalTables(exampleTables))),
    records: (options) =>
      Array.from({ length: options.partitions }, (_, partition) =>
        eventsOf(options, partition).map(recordOf),
      ),
    inFlight: ({ from, transfers, monoAccounts }) =>
      Array.from({ length: transfers }, (_, index) => {
        const told = transferOfNumber(from + index);
        const { transferId, monoTransferId, amount } = told;
        const monoAccountId = monoAccountOf(from + index, monoAccounts);
        const records = [requested(told), accepted(told)].map((event) =>
          recordOf({ ...event, value: { ...event.value, monoAccountId } } as BookedEvent),
        );
        return { transferId, monoTransferId, monoAccountId, amount, records };
      }),
  };
};

const eventsOf = (options: WorkloadOptions, partition: number): BookedEvent[] => {
  const { from, transfers, partitions } = options;
  const count = Math.ceil((transfers - partition) / partitions);
  const lives = Array.from({ length: Math.max(0, count) }, (_, index) =>
    lifeOfNumber(from + partition + index * partitions, options),
  );
  const events: BookedEvent[] = [];
  for (let place = 0; place < lives.length + 2 * LAG_TRANSFERS; place += 1) {
    for (const [step, lag] of [0, LAG_TRANSFERS, 2 * LAG_TRANSFERS].entries()) {
      const event = lives[place - lag]?.[step];
      if (event !== undefined) {
        events.push(event);
      }
    }
  }
  return events;
};

const monoAccountOf = (number: number, monoAccounts: number): MonoAccountId =>
  `acc_bench${number % monoAccounts}` as MonoAccountId;

const transferOfNumber = (number: number): TestTransfer => {
  const transfer = testTransfer(number, {
    amount: 1_000_00n + BigInt(number % 9_973),
    requestedRail: rails[number % rails.length] ?? 'ach',
  });
  // All on one day, however many: a ledger books a day's transfers on that day.
  const startsAt = transfer.startsAt - Math.floor(number / 20_000) * 20_000 * 1_000_000;
  return { ...transfer, startsAt };
};

const lifeOfNumber = (number: number, { monoAccounts }: WorkloadOptions): BookedEvent[] => {
  const monoAccountId = monoAccountOf(number, monoAccounts);
  const told = transferOfNumber(number);
  return [requested(told), accepted(told), settled(told)].map(
    (event) => ({ ...event, value: { ...event.value, monoAccountId } }) as BookedEvent,
  );
};
