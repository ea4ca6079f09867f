import type { BrokerOffset } from './broker-offsets.ts';

export interface OffsetNotesPorts {
  readonly write: (offsets: readonly BrokerOffset[]) => Promise<void>;
  readonly onWritten: () => void;
  readonly onFailed: (error: unknown) => void;
}

/** Notes offsets that the broker has acknowledged: transfers below them may be sent. */
export interface OffsetNotes {
  /** Never throws, never blocks. */
  note(committed: BrokerOffset): void;
}

/**
 * Makes the notes. Every chunk of every partition is acknowledged by itself; what comes while a note is
 * being written goes into the next one together, the latest offset of each partition.
 */
export function createOffsetNotes({ write, onWritten, onFailed }: OffsetNotesPorts): OffsetNotes {
  const waiting = new Map<string, BrokerOffset>();
  let isWriting = false;
  const writeAll = async (): Promise<void> => {
    while (waiting.size > 0) {
      const offsets = [...waiting.values()];
      waiting.clear();
      try {
        await write(offsets);
        onWritten();
      } catch (error) {
        onFailed(error);
      }
    }
    isWriting = false;
  };
  return {
    note: (committed) => {
      waiting.set(`${committed.topic} ${committed.partition}`, committed);
      if (isWriting) return;
      isWriting = true;
      void writeAll();
    },
  };
}
