import { Type, type Static } from 'typebox';
import type { PartitionPosition } from './position.ts';

/** The position as an answer carries it. */
export const positionSchema = Type.Array(
  Type.Object({
    topic: Type.String(),
    partition: Type.Integer(),
    nextOffset: Type.String({ description: 'Next offset of the log to be read' }),
    chainNumber: Type.String({ description: "Number of the last fact of the partition's chain" }),
    chainHash: Type.String({ description: 'Chain hash after that fact, lower-case hex' }),
  }),
  { description: 'What the answer was computed from: offsets and chain heads of each partition' },
);

/** Leaves out what is not part of an answer. */
export function positionAnswer(
  position: readonly PartitionPosition[],
): Static<typeof positionSchema> {
  return position.map(({ knownAt: _knownAt, partitionId: _partitionId, ...rest }) => rest);
}
