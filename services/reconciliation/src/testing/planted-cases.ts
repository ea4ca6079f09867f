import type { DriftKind } from '../matching/drift-kinds.ts';
import { requestedEvent } from './our-events.ts';
import {
  altered,
  AMOUNT,
  DAY,
  fallBackUnseen,
  ourId,
  payTwice,
  settleElsewhere,
  settleUnaccepted,
  settleUnnamed,
} from './planted-transfers.ts';
import type { RunBed } from './run-bed.ts';

/** A drift planted at Mono or in the books of one Mono account. */
export interface PlantedCase {
  readonly name: string;
  readonly plant: (bed: RunBed, accountId: string) => Promise<unknown>;
  readonly found: readonly DriftKind[];
  /** What a second run finds, when the first has healed what it can. */
  readonly after: readonly DriftKind[];
  /** What the balance proof leaves unexplained; zero if not said. */
  readonly unexplained?: bigint;
}

/** Each in a Mono account of its own, beside two transfers that agree. */
export const plantedCases: readonly PlantedCase[] = [
  { name: 'nothing', plant: async () => undefined, found: [], after: [] },
  {
    name: 'a transfer that Mono forgot',
    plant: async (bed, accountId) =>
      bed.model.transfers.delete((await bed.pay({ accountId })).mono.id),
    found: ['missing-at-mono'],
    after: ['missing-at-mono'],
  },
  {
    name: 'a transfer of which nothing came back',
    plant: settleUnaccepted,
    found: ['missing-here'],
    after: [],
  },
  {
    name: 'a settlement that is booked under the id of Mono',
    plant: (bed, accountId) => settleUnnamed(bed, accountId, true),
    found: ['missing-here'],
    after: [],
  },
  {
    name: 'a settlement that is booked under the id of Mono, without an acceptance',
    plant: (bed, accountId) => settleUnnamed(bed, accountId, false),
    found: ['missing-here'],
    after: [],
  },
  {
    name: 'a lost settlement',
    plant: async (bed, accountId) => bed.model.approve(await bed.pay({ accountId })),
    found: ['state'],
    after: [],
  },
  {
    name: 'a lost decline at the origin',
    plant: async (bed, accountId) =>
      bed.model.declineAtOrigin(await bed.pay({ accountId, rail: 'ach' })),
    found: ['state'],
    after: [],
  },
  {
    name: 'a lost decline at the destination',
    plant: async (bed, accountId) =>
      bed.model.declineAtDestination(await bed.pay({ accountId, rail: 'ach' })),
    found: ['state'],
    after: [],
  },
  {
    name: 'a cancellation that no webhook tells',
    plant: async (bed, accountId) => bed.model.cancel(await bed.pay({ accountId })),
    found: ['state'],
    after: [],
  },
  {
    name: 'a settlement taken back unseen',
    plant: async (bed, accountId) => bed.model.takeBack(await bed.settle({ accountId })),
    found: ['final-state-changed'],
    after: [],
  },
  {
    name: 'a decline revived unseen',
    plant: async (bed, accountId) => {
      const transfer = await bed.pay({ accountId, rail: 'ach' });
      await bed.deliver(bed.model.declineAtDestination(transfer));
      bed.model.revive(transfer);
    },
    found: ['final-state-changed'],
    after: [],
  },
  {
    name: 'a rail that Mono names later',
    plant: async (bed, accountId) => {
      const transfer = await fallBackUnseen(bed, accountId, { fallback: false, rewritten: false });
      transfer.mono.rail = 'ach';
    },
    found: ['rail'],
    after: [],
  },
  {
    name: 'a doubtful rail that Mono confirms',
    plant: async (bed, accountId) => {
      const transfer = await fallBackUnseen(bed, accountId, { fallback: true, rewritten: true });
      transfer.mono.rail = 'ach';
    },
    found: ['rail-evidence'],
    after: [],
  },
  {
    name: 'a doubtful rail',
    plant: (bed, accountId) => fallBackUnseen(bed, accountId, { fallback: true, rewritten: true }),
    found: ['rail-evidence'],
    after: ['rail-evidence'],
  },
  {
    name: 'another amount than was asked for',
    plant: async (bed, accountId) => {
      const transferId = ourId();
      const at = bed.model.pass();
      await bed.book(
        requestedEvent({ transferId, accountId, amount: AMOUNT + 500n, rail: 'turbo', at }),
      );
      await bed.deliver(
        bed.model.approve(
          bed.model.create({ accountId, amount: AMOUNT, rail: 'turbo', ourId: transferId }),
        ),
      );
    },
    found: ['amount'],
    after: ['amount'],
  },
  {
    name: 'a fee that hangs on an approval that nobody saw',
    plant: async (bed, accountId) => {
      const transfer = await bed.pay({ accountId });
      bed.model.approve(transfer);
      await bed.deliver(bed.model.takeBack(transfer));
    },
    found: ['fee'],
    after: ['fee'],
  },
  {
    name: 'a transfer past the time of its rail',
    plant: async (bed, accountId) => {
      await bed.pay({ accountId });
      bed.model.pass(16 * 60_000_000);
    },
    found: ['stuck'],
    after: ['stuck'],
  },
  {
    name: 'another day',
    plant: async (bed, accountId) => {
      const transfer = await bed.pay({ accountId });
      const event = bed.model.approve(transfer);
      await bed.deliver(altered(event, { occurredAt: event.value.occurredAt - DAY }));
    },
    found: ['date'],
    after: ['date'],
  },
  {
    name: 'a double payment',
    plant: (bed, accountId) => payTwice(bed, accountId, true),
    found: ['duplicate'],
    after: ['duplicate'],
  },
  {
    name: 'a double payment that nobody told',
    plant: (bed, accountId) => payTwice(bed, accountId, false),
    found: ['duplicate'],
    after: ['duplicate'],
  },
  {
    name: 'a transfer of the dashboard',
    plant: async (bed, accountId) =>
      bed.deliver(
        bed.model.approve(
          bed.model.create({ accountId, amount: AMOUNT, rail: 'turbo', ourId: null }),
        ),
      ),
    found: ['not-ours'],
    after: ['not-ours'],
  },
  {
    name: 'a transfer of the dashboard that nobody told',
    plant: async (bed, accountId) =>
      bed.model.approve(
        bed.model.create({ accountId, amount: AMOUNT, rail: 'turbo', ourId: null }),
      ),
    found: ['not-ours'],
    after: ['not-ours'],
  },
  {
    name: 'another Mono account than was asked for',
    plant: settleElsewhere,
    found: ['mono-account'],
    after: ['mono-account'],
  },
  {
    name: 'a payment that nobody told',
    plant: async (bed, accountId) => bed.model.pay(accountId, AMOUNT, true),
    found: ['missing-here'],
    after: [],
  },
  {
    name: 'a failed payment that nobody told',
    plant: async (bed, accountId) => bed.model.pay(accountId, AMOUNT, false),
    found: ['missing-here'],
    after: [],
  },
  {
    name: 'a payment that Mono forgot',
    plant: async (bed, accountId) => {
      const event = bed.model.pay(accountId, AMOUNT, true);
      await bed.deliver(event);
      bed.model.payments.delete(event.key);
    },
    found: ['missing-at-mono'],
    after: ['missing-at-mono'],
  },
  {
    name: 'a credit that nobody told',
    plant: async (bed, accountId) => bed.model.credit(accountId, 77_700n),
    found: ['balance'],
    after: ['balance'],
    unexplained: 77_700n,
  },
  {
    name: 'a charge that nobody told',
    plant: async (bed, accountId) => bed.model.moveUnseen(accountId, -9_990n),
    found: ['balance'],
    after: ['balance'],
    unexplained: -9_990n,
  },
  {
    name: 'a credit with a stale signature',
    plant: async (bed, accountId) =>
      bed.deliver(altered(bed.model.credit(accountId, 500n), { staleSignature: true })),
    found: ['stale-signature'],
    after: ['stale-signature'],
  },
  {
    name: 'a decline for an unknown reason',
    plant: async (bed, accountId) => {
      const transfer = await bed.pay({ accountId, rail: 'ach' });
      const event = bed.model.declineAtDestination(transfer);
      transfer.mono.declinationReason = 'other';
      await bed.deliver(altered(event, { declinationReason: 'other' }));
    },
    found: ['unmapped-reason'],
    after: ['unmapped-reason'],
  },
];
