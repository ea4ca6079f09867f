import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Outcome } from '../transfers/acceptance.ts';
import { expectedEntries, type ExpectedEntry } from '../transfers/expected-entries.ts';
import type { PreparedTransfer } from '../transfers/prepared-transfer.ts';
import type { PrepareTransfer, ReceivedTransfer } from '../transfers/prepare-transfer.ts';
import type { Rejection } from '../transfers/rejection.ts';
import type { TransferDoor } from '../transfers/transfer-door.ts';

/** A member of a batch after reading: to be asked for, or rejected already. */
export type ReadMember =
  | { readonly kind: 'received'; readonly received: ReceivedTransfer }
  | { readonly kind: 'rejected'; readonly rejections: readonly Rejection[] };

/** What became of a member. `unavailable` was not decided: it is to be sent again under its key. */
export type MemberOutcome = Outcome | { readonly kind: 'unavailable' };

/** What would become of a member. */
export type MemberTrial = Outcome & { readonly entries: readonly ExpectedEntry[] };

export interface BatchPorts {
  readonly prepare: PrepareTransfer;
  readonly door: TransferDoor;
  /** Whether a failure passes, so that the member may be sent again. */
  readonly isPassing: (error: unknown) => boolean;
}

// Signing a thousand requests at a stretch would hold up everybody else's.
const PREPARED_PER_TURN = 32;

type PreparedMember = PreparedTransfer | null;

/** Prepares the members that were received; null stands for the others. */
async function* prepareEach(
  ports: BatchPorts,
  members: readonly ReadMember[],
): AsyncGenerator<PreparedMember> {
  for (const [index, member] of members.entries()) {
    if (index % PREPARED_PER_TURN === PREPARED_PER_TURN - 1) await nextTurn();
    yield member.kind === 'rejected' ? null : await ports.prepare(member.received);
  }
}

/** Accepts every member that can be accepted; they are no more than neighbours in a queue. */
export async function submitEach(
  ports: BatchPorts,
  members: readonly ReadMember[],
): Promise<readonly MemberOutcome[]> {
  const submitted: Promise<MemberOutcome | null>[] = [];
  for await (const prepared of prepareEach(ports, members)) {
    const outcome = prepared === null ? Promise.resolve(null) : submitOne(ports, prepared);
    // A failure is heard below; until then the next members are prepared, and it must not pass for unheard.
    outcome.catch(() => undefined);
    submitted.push(outcome);
  }
  const outcomes = await Promise.all(submitted);
  return members.map((member, index) =>
    member.kind === 'rejected' ? member : (outcomes[index] ?? { kind: 'unavailable' }),
  );
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
  const prepared = await Array.fromAsync(prepareEach(ports, members));
  const present = prepared.filter((one) => one !== null);
  const isWhole = present.length === members.length;
  const decided = isWhole
    ? await ports.door.submitAtomically(present)
    : await ports.door.tryOut(present);
  return placed(members, decided);
}

/** What would become of the members now, and what would be booked; nothing is stored. */
export async function tryOutAll(
  ports: BatchPorts,
  members: readonly ReadMember[],
): Promise<readonly MemberTrial[]> {
  const prepared = await Array.fromAsync(prepareEach(ports, members));
  const decided = await ports.door.tryOut(prepared.filter((one) => one !== null));
  return placed(members, decided).map((outcome, index) => {
    const member = members[index];
    const one = prepared[index] ?? null;
    const isBooked = outcome.kind !== 'rejected' && member?.kind === 'received' && one !== null;
    return { ...outcome, entries: isBooked ? expectedEntries(member.received, one) : [] };
  });
}

/** Puts the outcomes of the received members back to their places among all. */
function placed(members: readonly ReadMember[], decided: readonly Outcome[]): readonly Outcome[] {
  const queue = [...decided];
  return members.map((member) =>
    member.kind === 'rejected' ? member : (queue.shift() ?? { kind: 'rejected', rejections: [] }),
  );
}
