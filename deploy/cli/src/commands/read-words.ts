import { parseArgs } from 'node:util';

import type { Environment } from '@riel/runtime';

import { UsageError } from '../errors.ts';

/** What a subcommand takes after its name. */
export interface WordsAllowed {
  /** Names of what stands without a flag, in order. */
  readonly positionals: readonly string[];
  /** How many of them must be there; all by default. */
  readonly least?: number;
  /** Flags with a value. */
  readonly values: readonly string[];
  /** Flags with a value that may be given several times. */
  readonly lists?: readonly string[];
  /** Flags without one. */
  readonly switches?: readonly string[];
}

/** What was given. */
export interface WordsGiven {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly lists: Readonly<Record<string, readonly string[] | undefined>>;
  readonly switches: ReadonlySet<string>;
}

/** Reads the words of a subcommand. Throws UsageError for what it does not take or lacks. */
export function readWords(words: readonly string[], allowed: WordsAllowed): WordsGiven {
  const { positionals, least = positionals.length } = allowed;
  const read = parse(words, allowed);
  const missing = positionals[read.positionals.length];
  if (read.positionals.length < least && missing !== undefined) {
    throw new UsageError(`${missing} is missing`);
  }
  if (read.positionals.length > positionals.length) {
    throw new UsageError(`${JSON.stringify(read.positionals.at(-1))} is one word too many`);
  }
  const given = Object.entries(read.values);
  return {
    positionals: read.positionals,
    values: Object.fromEntries(given.filter(([, value]) => typeof value === 'string')) as Readonly<
      Record<string, string>
    >,
    lists: Object.fromEntries(given.filter(([, value]) => Array.isArray(value))) as Readonly<
      Record<string, readonly string[]>
    >,
    switches: new Set(given.filter(([, value]) => value === true).map(([name]) => name)),
  };
}

function parse(words: readonly string[], { values, lists = [], switches = [] }: WordsAllowed) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      strict: true,
      options: Object.fromEntries([
        ...values.map((name) => [name, { type: 'string' as const }] as const),
        ...lists.map((name) => [name, { type: 'string' as const, multiple: true }] as const),
        ...switches.map((name) => [name, { type: 'boolean' as const }] as const),
      ]),
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** A flag that must be there. */
export function required({ values }: WordsGiven, name: string): string {
  const value = values[name];
  if (value === undefined || value.trim() === '') throw new UsageError(`--${name} is missing`);
  return value;
}

/** Who asks: `--author`, else RIEL_AUTHOR, else the user of this machine. */
export function authorOf(given: WordsGiven, environment: Environment): string {
  const named = [given.values['author'], environment['RIEL_AUTHOR'], environment['USER']];
  const author = named.find((each) => each !== undefined && each.trim() !== '');
  if (author === undefined) throw new UsageError('--author is missing');
  return author;
}
