import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startFileRing, type FileRing } from './file-ring.ts';
import { createLogger } from './logger.ts';

interface Item {
  readonly id: string;
  readonly createdAt: number;
}

const read = (json: unknown): Item | null => {
  const { id, createdAt } = json as Record<string, unknown>;
  return typeof id === 'string' && typeof createdAt === 'number' ? { id, createdAt } : null;
};

let folder: string;
let ring: FileRing<Item> | null;

const write = async (name: string, content: unknown): Promise<void> =>
  await writeFile(join(folder, name), JSON.stringify(content));

const start = async (onChange?: (items: readonly Item[]) => void): Promise<FileRing<Item>> => {
  ring = await startFileRing({
    setting: 'KEYS_DIRECTORY',
    folder,
    logger: createLogger({ service: 'test', level: 'silent' }),
    read,
    createdAt: (item) => item.createdAt,
    ...(onChange === undefined ? {} : { onChange }),
  });
  return ring;
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'riel-ring-'));
  ring = null;
});

afterEach(async () => {
  await ring?.stop();
  await rm(folder, { recursive: true });
});

describe('a ring of files', () => {
  it('gives the newest first and follows the folder', async () => {
    await write('a.json', { id: 'a', createdAt: 1 });
    await write('notes.txt', 'no key');
    const onChange = vi.fn<(items: readonly Item[]) => void>();
    const running = await start(onChange);
    await write('b.json', { id: 'b', createdAt: 2 });
    await running.reload();
    expect(running.current().map((item) => item.id)).toEqual(['b', 'a']);
    await rm(join(folder, 'a.json'));
    await running.reload();
    await running.reload();
    expect(running.current().map((item) => item.id)).toEqual(['b']);
    expect(onChange).toHaveBeenCalledTimes(3);
  });

  it('keeps what it has when a file is broken', async () => {
    await write('a.json', { id: 'a', createdAt: 1 });
    const running = await start();
    await writeFile(join(folder, 'a.json'), '{"id": "secret-half-writ');
    await running.reload();
    expect(running.current().map((item) => item.id)).toEqual(['a']);
  });

  it('refuses to start on a broken file, naming it but not its content', async () => {
    await writeFile(join(folder, 'a.json'), '"secret-canary"');
    const started = start();
    await expect(started).rejects.toMatchObject({ code: 'RIEL_FILE_RING' });
    await expect(started).rejects.toThrow(/KEYS_DIRECTORY: a\.json/);
    await expect(started).rejects.not.toThrow(/canary/);
  });

  it('refuses a folder that is not there', async () => {
    await rm(folder, { recursive: true });
    await expect(start()).rejects.toThrow(/KEYS_DIRECTORY/);
    folder = await mkdtemp(join(tmpdir(), 'riel-ring-'));
  });
});
