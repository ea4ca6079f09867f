import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Outcome } from '../transfers/acceptance.ts';
import type { PreparedTransfer } from '../transfers/prepared-transfer.ts';
import type { PrepareTransfer, ReceivedTransfer } from '../transfers/prepare-transfer.ts';
import type { Rejection } from '../transfers/rejection.ts';
import type { TransferDoor } from '../transfers/transfer-door.ts';

/** A member of a batch after reading: to be asked for, or rejected already. */
export type ReadMember =
  | { readonly kind: 'received'; readonly received: ReceivedTransfer }
  | {
      readonly kind: 'rejected';
      readonly idempotencyKey: string | null;
      readonly rejections: readonly Rejection[];
    };

/** What became of a member. `unavailable` was not decided: it is to be sent again under its key. */
export type MemberOutcome = Outcome | { readonly kind: 'unavailable' };

export interface BatchPorts {
  readonly prepare: PrepareTransfer;
  readonly door: TransferDoor;
  /** Whether a failure passes, so that the member may be sent again. */
  readonly isPassing: (error: unknown) => boolean;
}

// Signing a thousand requests at a stretch would hold up everybody else's.
const PREPARED_PER_TURN = 32;

/** Accepts every member that can be accepted; they are no more than neighbours in a queue. */
export async function submitEach(
  ports: BatchPorts,
  members: readonly ReadMember[],
): Promise<readonly MemberOutcome[]> {
  const outcomes: Promise<MemberOutcome>[] = [];
  for (const [index, member] of members.entries()) {
    if (index % PREPARED_PER_TURN === PREPARED_PER_TURN - 1) await nextTurn();
    outcomes.push(
      member.kind === 'rejected'
        ? Promise.resolve(member)
        : submitOne(ports, await ports.prepare(member.received)),
    );
  }
  return await Promise.all(outcomes);
}

async function submitOne(ports: BatchPorts, prepared: PreparedTransfer): Promise<MemberOutcome> {
  try {
    return await ports.door.submit(prepared);
  } catch (error) {
    if (ports.isPassing(error)) return { kind: 'unavailable' };
    throw error;
  }
}

/** Accepts all members or none; the outcomes of a refused batch say which members are at fault. */
export async function submitAll(
  ports: BatchPorts,
  members: readonly ReadMember[],
): Promise<readonly Outcome[]> {
  const received = members.flatMap((member) =>
    member.kind === 'received' ? [member.received] : [],
  );
  const prepared: PreparedTransfer[] = [];
  for (const [index, one] of received.entries()) {
    if (index % PREPARED_PER_TURN === PREPARED_PER_TURN - 1) await nextTurn();
    prepared.push(await ports.prepare(one));
  }
  const isWhole = received.length === members.length;
  const decided = isWhole
    ? await ports.door.submitAtomically(prepared)
    : await ports.door.tryOut(prepared);
  const queue = [...decided];
  return members.map((member) =>
    member.kind === 'rejected' ? member : (queue.shift() ?? { kind: 'rejected', rejections: [] }),
  );
}
