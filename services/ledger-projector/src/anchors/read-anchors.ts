import { createPublicKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Executor } from '@riel/database';
import { loadKeyFile } from '@riel/sealing';
import { LedgerError } from '../errors.ts';
import { parseAnchorLine } from './anchor-line.ts';
import type { Anchor } from './anchor.ts';
import { readAnchorLines } from './sql/anchors.ts';

const LINES_PER_READ = 500;

/** The lines of the anchors that the database keeps, oldest first. */
export const keptAnchorLines = async function* (executor: Executor): AsyncGenerator<string> {
  let after = 0;
  for (;;) {
    const page = await readAnchorLines(executor, { after, linesMax: LINES_PER_READ });
    for (const { dueAt, line } of page) {
      yield line;
      after = dueAt;
    }
    if (page.length < LINES_PER_READ) {
      return;
    }
  }
};

/**
 * Reads anchors from a file, a line each. Throws LedgerError RIEL_ANCHOR_UNREADABLE naming the line,
 * or the error of the file system.
 */
export const readAnchorFile = async function* (path: string): AsyncGenerator<Anchor> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') {
      continue;
    }
    try {
      yield parseAnchorLine(line);
    } catch (error) {
      const problem = error instanceof Error ? error.message : 'it is damaged';
      throw new LedgerError('RIEL_ANCHOR_UNREADABLE', `line ${number}: ${problem}`);
    }
  }
};

/**
 * The public keys of a key file, by id. Throws SealingError naming the file and what is wrong.
 */
export const loadAnchorKeys = async (path: string): Promise<ReadonlyMap<string, KeyObject>> => {
  const keys = await loadKeyFile(path, {
    algorithm: 'Ed25519',
    part: 'public',
    allowReadableByOthers: true,
  });
  return new Map(
    keys.map(({ keyId, publicKey }) => [
      keyId,
      createPublicKey({ key: { ...publicKey }, format: 'jwk' }),
    ]),
  );
};
