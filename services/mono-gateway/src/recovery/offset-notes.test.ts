import { expect, it, vi } from 'vitest';
import type { BrokerOffset } from './broker-offsets.ts';
import { createOffsetNotes, type OffsetNotesPorts } from './offset-notes.ts';

const at = (partition: number, offset: bigint): BrokerOffset => ({ topic: 't', partition, offset });

function given() {
  const written: (readonly BrokerOffset[])[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  const onWritten = vi.fn<OffsetNotesPorts['onWritten']>();
  const onFailed = vi.fn<OffsetNotesPorts['onFailed']>();
  const notes = createOffsetNotes({
    onWritten,
    onFailed,
    write: async (offsets) => {
      written.push(offsets);
      const end = Promise.withResolvers<void>();
      ends.push(end);
      await end.promise;
    },
  });
  return { notes, written, ends, onWritten, onFailed };
}

it('writes at once, and what comes meanwhile together, the latest of each partition', async () => {
  const { notes, written, ends, onWritten } = given();
  notes.note(at(0, 1n));
  notes.note(at(0, 2n));
  notes.note(at(1, 7n));
  notes.note(at(0, 3n));
  expect(written).toEqual([[at(0, 1n)]]);
  expect(onWritten).not.toHaveBeenCalled();
  ends[0]?.resolve();
  await vi.waitFor(() => expect(written).toHaveLength(2));
  expect(written[1]).toEqual([at(0, 3n), at(1, 7n)]);
  ends[1]?.resolve();
  await vi.waitFor(() => expect(onWritten).toHaveBeenCalledTimes(2));
  notes.note(at(2, 1n));
  expect(written[2]).toEqual([at(2, 1n)]);
});

it('goes on after a note that could not be written', async () => {
  const { notes, written, ends, onWritten, onFailed } = given();
  notes.note(at(0, 1n));
  notes.note(at(0, 2n));
  ends[0]?.reject(new Error('away'));
  await vi.waitFor(() => expect(written).toHaveLength(2));
  expect(onFailed).toHaveBeenCalledTimes(1);
  expect(onWritten).not.toHaveBeenCalled();
});
