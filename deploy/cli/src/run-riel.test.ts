import { beforeEach, describe, expect, test } from 'vitest';

import type { Command } from './command.ts';
import { PartitionCountError, UsageError } from './errors.ts';
import { runRiel } from './run-riel.ts';

let printed: string[];
let complained: string[];
let failure: Error | null;

const commands: readonly Command[] = [
  {
    name: 'greet',
    summary: 'say hello',
    help: 'Usage: riel greet',
    run: async ({ words, print }) => {
      if (failure !== null) throw failure;
      print(`hello ${words.join(' ')}`);
      return 0;
    },
  },
];

const run = (...words: string[]): Promise<number> =>
  runRiel(words, commands, {
    environment: {},
    print: (line) => printed.push(line),
    printError: (line) => complained.push(line),
  });

beforeEach(() => {
  [printed, complained, failure] = [[], [], null];
});

describe('riel', () => {
  test('runs a command with the words after its name', async () => {
    expect(await run('greet', 'you')).toBe(0);
    expect(printed).toEqual(['hello you']);
  });

  test('lists the commands when asked, and when it is given none', async () => {
    expect(await run('--help')).toBe(0);
    expect(await run()).toBe(2);
    expect(printed.join('\n')).toContain('  greet  say hello');
  });

  test('helps with one command', async () => {
    expect(await run('greet', '--help')).toBe(0);
    expect(printed).toEqual(['Usage: riel greet']);
  });

  test('does not understand an unknown command', async () => {
    expect(await run('gret')).toBe(2);
    expect(complained.join('\n')).toMatch(/no command "gret"[\s\S]*greet/);
  });

  test('says what was not understood', async () => {
    failure = new UsageError('unknown option --x');
    expect(await run('greet')).toBe(2);
    expect(complained[0]).toBe('riel greet: unknown option --x');
  });

  test('prints our own errors whole', async () => {
    failure = new PartitionCountError([{ topic: 'riel.transfers.v1', has: 12, wants: 6 }]);
    expect(await run('greet')).toBe(1);
    expect(complained[0]).toMatch(
      /^riel: PartitionCountError RIEL_PARTITION_COUNT_CHANGED: riel.transfers.v1 has 12 .* 6/,
    );
  });

  test("prints only name and code of others' errors, which may hold a password", async () => {
    const cause = Object.assign(new Error('no pg_hba entry for secret'), { code: '28000' });
    failure = new Error('postgres://riel:secret@host/db does not answer', { cause });
    expect(await run('greet')).toBe(1);
    expect(complained).toEqual(['riel: Error', '  by Error 28000']);
  });
});
