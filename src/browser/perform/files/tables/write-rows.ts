import { type Cell, type Rows, TableError } from './rows.ts';

const MAX_CHARS = 20_000_000;

/** A line for each row, its cells separated by tabs. Line breaks and tabs within a cell become spaces. */
export function rowsToText(rows: Rows): string {
  const lines = rows.map((row) => row.map((cell) => cellText(cell).replace(/\r\n|[\r\n\t]/g, ' ')));
  return joined(lines, (cells) => cells.join('\t'), '\n');
}

/**
 * A JSON array with an object for each row below the first one that is not empty, which holds the names. Empty rows are omitted. A column without
 * a name is "column 3", the second "Date" is "Date (2)".
 */
export function rowsToJson(rows: Rows): string {
  const [header, ...records] = rows.filter((row) => row.some((cell) => cell !== ''));
  if (header === undefined) return '[]';
  const width = records.reduce((most, row) => Math.max(most, row.length), header.length);
  const names = columnNames(header, width);
  return `[${joined(records, (row) => JSON.stringify(Object.fromEntries(names.map((name, index) => [name, row[index] ?? '']))), ',')}]`;
}

function columnNames(header: readonly Cell[], width: number): string[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const wanted = cellText(header[index] ?? '').trim() || `column ${index + 1}`;
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted} (${count})`;
    taken.add(name);
    return name;
  });
}

function joined<Row>(rows: readonly Row[], write: (row: Row) => string, separator: string): string {
  const parts: string[] = [];
  let chars = 0;
  for (const row of rows) {
    const part = write(row);
    chars += part.length + separator.length;
    if (chars > MAX_CHARS) throw new TableError(`has a table of more than ${MAX_CHARS} characters, which is not read`);
    parts.push(part);
  }
  return parts.join(separator);
}

function cellText(cell: Cell): string {
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  return String(cell);
}
