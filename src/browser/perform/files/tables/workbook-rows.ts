import readWorkbook, { readSheet, SheetNotFoundError } from 'read-excel-file/universal';
import { type Cell, checkCells, type Rows, TableError } from './rows.ts';

/** Numbers with more digits than JavaScript knows stay as they are written. */
const OPTIONS = { trim: false, parseNumber: (text: string) => (Number.isSafeInteger(Math.trunc(Number(text))) ? Number(text) : text) };

/** The rows of one sheet, or of all, of an XLSX workbook. Cells that hold an error are empty. */
export async function workbookRows(bytes: Uint8Array, sheet: string | number | { every: true } = 1): Promise<Rows> {
  const input = new Uint8Array(bytes).buffer;
  const rows =
    typeof sheet === 'object' ? (await readWorkbook(input, OPTIONS)).flatMap(({ data }) => data ?? []) : await rowsOfSheet(input, sheet);
  checkCells(rows);
  return rows.map((row) => row.map(cellValue));
}

async function rowsOfSheet(input: ArrayBuffer, sheet: string | number): Promise<readonly (readonly unknown[])[]> {
  try {
    return (await readSheet(input, sheet, OPTIONS)) ?? [];
  } catch (error) {
    if (!(error instanceof SheetNotFoundError)) throw error;
    // What a placeholder gives is a text.
    if (typeof sheet === 'string' && /^[1-9]\d{0,3}$/.test(sheet)) return rowsOfSheet(input, Number(sheet));
    const { sheets } = error as SheetNotFoundError & { sheets: string[] };
    throw new TableError(`has no sheet "${sheet}"; its sheets are ${sheets.map((name) => `"${name}"`).join(', ')}`);
  }
}

function cellValue(value: unknown): Cell {
  if (value instanceof Date) return dateText(value);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : '';
}

/** `2026-03-01`, `2026-03-01 08:30:00` or, for a time without a date, `08:30:00`. A workbook has no time zone. */
function dateText(date: Date): string {
  const rounded = new Date(Math.round(date.getTime() / 1000) * 1000);
  if (Number.isNaN(rounded.getTime())) return '';
  const [day = '', time = ''] = rounded.toISOString().slice(0, -'.000Z'.length).split('T');
  if (rounded.getUTCFullYear() < 1900) return time;
  return time === '00:00:00' ? day : `${day} ${time}`;
}
