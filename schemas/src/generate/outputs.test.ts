import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, test } from 'vitest';

import { differingPaths, generateOutputs, writeOutputs } from './outputs.ts';

const folder = fileURLToPath(new URL('../..', import.meta.url));
const folders: string[] = [];

afterEach(async () => {
  for (const path of folders.splice(0)) await rm(path, { recursive: true });
});

describe('generated files', () => {
  test('are what the schemas give', async () => {
    expect(await differingPaths(folder, await generateOutputs(folder))).toEqual([]);
  });

  test('a missing or edited file is named', async () => {
    const outputs = await generateOutputs(folder);
    const elsewhere = await mkdtemp(join(tmpdir(), 'riel-schemas-'));
    folders.push(elsewhere);
    expect(await differingPaths(elsewhere, outputs)).toEqual([...outputs.keys()]);

    await writeOutputs(elsewhere, outputs);
    expect(await differingPaths(elsewhere, outputs)).toEqual([]);

    await writeFile(join(elsewhere, 'asyncapi.yaml'), 'edited');
    expect(await differingPaths(elsewhere, outputs)).toEqual(['asyncapi.yaml']);
  });
});
