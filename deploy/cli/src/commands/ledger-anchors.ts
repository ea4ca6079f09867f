import { writeFile, rename } from 'node:fs/promises';

import { exitCodes } from '../command.ts';
import type { CommandContext } from '../command.ts';
import { callService } from '../services/call-service.ts';

import { givenPath } from './read-given-file.ts';
import { readWords } from './read-words.ts';

interface Page {
  readonly anchors: readonly string[];
  readonly next: number | null;
}

/** `riel ledger anchors`. */
export async function exportAnchors({
  words,
  environment,
  print,
}: CommandContext): Promise<number> {
  const given = readWords(words, { positionals: ['FILE'], least: 0, values: [] });
  const [file] = given.positionals;
  const lines: string[] = [];
  for (let after: number | null = 0; after !== null;) {
    const path = `/admin/anchors?after=${after}`;
    const call = { service: 'ledger-projector', method: 'GET', path } as const;
    const page = (await callService(call, environment)) as Page;
    lines.push(...page.anchors);
    after = page.next;
  }
  if (file === undefined) {
    for (const line of lines) print(line);
    return exitCodes.done;
  }
  const path = givenPath(file, environment);
  // Whole or not at all: a file of anchors that was cut off would hide those that are missing.
  await writeFile(`${path}.unfinished`, lines.map((line) => `${line}\n`).join(''));
  await rename(`${path}.unfinished`, path);
  print(`${lines.length} anchors written`);
  return exitCodes.done;
}
