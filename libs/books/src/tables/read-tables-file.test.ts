import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exampleTables } from './example-tables.ts';
import { fileProblemText, readTablesFile } from './read-tables-file.ts';

const text = readFileSync(new URL('../../tables/example.json', import.meta.url), 'utf8');

const problemsOf = (changed: string): readonly string[] => {
  const read = readTablesFile('tables.json', changed);
  return read.kind === 'ok' ? [] : read.problems.map(fileProblemText);
};

const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

test('the example is read from its file', () => {
  expect(readTablesFile('example.json', text)).toEqual({ kind: 'ok', tables: exampleTables });
});

test('a wrong value is named with file, line and field', () => {
  const line = lineOf('"puc": "238095"');
  expect(problemsOf(text.replace('"puc": "238095"', '"puc": "x"'))).toEqual([
    `tables.json:${line}: /accounts/1/puc must be a PUC code of 4 to 10 digits`,
  ]);
});

test('a missing field is named at the line of what should hold it', () => {
  const [problem] = problemsOf(text.replace('"gmfExempt": false,', ''));
  expect(problem).toBe(
    `tables.json:${lineOf('"monoAccount": "*"') - 1}: /monoAccounts/0/gmfExempt is missing`,
  );
});

test('a field that appears twice is refused, for it would be read as the last', () => {
  const twice = text.replace('"gmfExempt": false,', '"gmfExempt": false,\n"gmfExempt": true,');
  expect(problemsOf(twice)).toEqual([
    `tables.json:${lineOf('"gmfExempt"') + 1}: /monoAccounts/0/gmfExempt appears twice`,
  ]);
});

test('what is no JSON is named at its line', () => {
  expect(problemsOf('{\n"accounts": [}')).toEqual(['tables.json:2: is no JSON: must be a value']);
});
