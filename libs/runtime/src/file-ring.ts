import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RuntimeError } from './errors.ts';
import type { Logger } from './logger.ts';
import type { Started } from './parts.ts';

const RELOAD_MILLISECONDS = 1_000;
const FILES_MAX = 100;
const FILE_BYTES_MAX = 65_536;

/** Things that files of one folder hold, one a file, followed while the service runs. */
export interface FileRing<Item> extends Started {
  /** What the files held at the last reading, newest first. */
  current(): readonly Item[];
  /** Reads the folder now. Keeps what it has, and says so, if a file is broken. */
  reload(): Promise<void>;
}

export interface FileRingOptions<Item> {
  /** Setting that names the folder, for messages. */
  readonly setting: string;
  readonly folder: string;
  readonly logger: Logger;
  /**
   * Makes an item of one file's JSON. Null if the file is of another form; a message must never
   * quote it, because such files hold secrets.
   */
  readonly read: (json: unknown) => Item | null;
  /** When the item was created, milliseconds since the epoch: the newest comes first. */
  readonly createdAt: (item: Item) => number;
  /** Told after the folder was read and differs from before. */
  readonly onChange?: (items: readonly Item[]) => void;
  /** How often the folder is looked at. Default 1 s. */
  readonly reloadMilliseconds?: number;
}

/**
 * Reads the `.json` files of a folder and follows them, so that a key or secret is added or taken
 * away without a restart. It looks again by polling, because a mounted secret changes by a link
 * being swapped above the files.
 *
 * @throws RuntimeError `RIEL_FILE_RING` naming the setting and the file, never its content
 */
export async function startFileRing<Item>(options: FileRingOptions<Item>): Promise<FileRing<Item>> {
  let { items, digest } = await readFolder(options);
  options.onChange?.(items);
  const reload = async (): Promise<void> => {
    try {
      const next = await readFolder(options);
      if (next.digest === digest) return;
      ({ items, digest } = next);
      options.logger.info(
        { setting: options.setting, count: items.length },
        'files were read anew',
      );
      options.onChange?.(items);
    } catch (error) {
      options.logger.error(
        { error, setting: options.setting },
        'files could not be read anew, the old ones stay',
      );
    }
  };
  const timer = setInterval(() => void reload(), options.reloadMilliseconds ?? RELOAD_MILLISECONDS);
  timer.unref();
  return {
    current: () => items,
    reload,
    stop: async () => {
      clearInterval(timer);
      await Promise.resolve();
    },
  };
}

async function readFolder<Item>(
  options: FileRingOptions<Item>,
): Promise<{ readonly items: readonly Item[]; readonly digest: string }> {
  const { folder, setting } = options;
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new RuntimeError('RIEL_FILE_RING', `${setting} cannot be read as a folder`, { cause });
  });
  // A mounted secret has hidden folders beside its files.
  const files = names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).toSorted();
  if (files.length > FILES_MAX) {
    throw new RuntimeError('RIEL_FILE_RING', `${setting} holds more than ${FILES_MAX} files`);
  }
  const hash = createHash('sha256');
  const items: Item[] = [];
  for (const name of files) {
    const bytes = await readFile(join(folder, name)).catch((cause: unknown) => {
      throw new RuntimeError('RIEL_FILE_RING', `${setting}: ${name} cannot be read`, { cause });
    });
    hash.update(name).update('\0').update(bytes).update('\0');
    const item = bytes.length > FILE_BYTES_MAX ? null : itemOf(bytes, options);
    if (item === null) {
      throw new RuntimeError('RIEL_FILE_RING', `${setting}: ${name} is not of the expected form`);
    }
    items.push(item);
  }
  const newestFirst = items.toSorted(
    (left, right) => options.createdAt(right) - options.createdAt(left),
  );
  return { items: newestFirst, digest: hash.digest('hex') };
}

function itemOf<Item>(bytes: Buffer, { read }: FileRingOptions<Item>): Item | null {
  try {
    return read(JSON.parse(bytes.toString('utf8')));
  } catch {
    // No cause: a JSON error quotes the text, and the text is a secret.
    return null;
  }
}
