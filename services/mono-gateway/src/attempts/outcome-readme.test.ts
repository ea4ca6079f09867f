import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { outcomeCodes, outcomeTable } from './outcome-table.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The cells of each row of the README's table that begins with a head. */
function rowsUnder(head: string): readonly (readonly string[])[] {
  const lines = readme.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const start = lines.findIndex((cells) => cells.slice(1, -1).join(' ') === head);
  const after = lines.slice(start + 2);
  const end = after.findIndex((cells) => cells.length < 2);
  return start < 0 ? [] : after.slice(0, end).map((cells) => cells.slice(1, -1));
}

it('the README says of each outcome what the table says', () => {
  expect(rowsUnder('outcome verdict meaning')).toEqual(
    outcomeCodes.map((code) => {
      const { verdict, meaning } = outcomeTable[code];
      return [`\`${code}\``, verdict, meaning];
    }),
  );
});
