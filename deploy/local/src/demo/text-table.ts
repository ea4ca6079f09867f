/** A column of a table in text: its heading and on which side its cells stand. */
export interface Column {
  readonly heading: string;
  readonly side: 'left' | 'right';
}

/** Lays rows out under headings, two spaces apart, each line indented by two. */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string {
  const widths = columns.map((column, index) =>
    Math.max(column.heading.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map((column, index) => {
        const cell = cells[index] ?? '';
        const width = widths[index] ?? 0;
        return column.side === 'right' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd();
  const lines = [
    columns.map((column) => column.heading),
    widths.map((width) => '─'.repeat(width)),
    ...rows,
  ];
  return lines.map((cells) => `  ${line(cells)}\n`).join('');
}
