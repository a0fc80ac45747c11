import { stripVTControlCharacters } from 'node:util';

/** Columns side by side, two spaces between them, the last one ragged. Cells may be coloured. */
export function renderTable(rows: readonly (readonly string[])[], indent = ''): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, visibleLength(cell));
  }
  return rows
    .map(
      (row) => indent + row.map((cell, column) => cell + ' '.repeat(widths[column]! - visibleLength(cell))).join('  '),
    )
    .map((line) => line.trimEnd())
    .join('\n');
}

function visibleLength(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
