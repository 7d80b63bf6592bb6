import { CsvError, type Options, parse } from 'csv-parse/sync';
import { checkCells, type Rows, TableError } from './rows.ts';

const DELIMITERS = [',', ';', '\t'];
/** Rows by which the delimiter is found. */
const SAMPLED_ROWS = 20;
const CSV: Options = { record_delimiter: ['\r\n', '\n', '\r'], relax_column_count: true, skip_empty_lines: true };

/** The rows of a CSV or TSV text. Its delimiter is the one that its first line names, as in `sep=;`, or else the one that fits best. */
export function csvRows(text: string): Rows {
  const named = /^sep=([,;\t])(?:\r\n|\n|\r)/.exec(text);
  const csv = named === null ? text : text.slice(named[0].length);
  const delimiter = named?.[1] ?? findDelimiter(csv);
  try {
    const rows = parse(csv, { ...CSV, delimiter, relax_quotes: true });
    checkCells(rows);
    return rows;
  } catch (error) {
    throw error instanceof CsvError ? new TableError(`is a damaged CSV file: ${error.message.replace(/\.$/, '')}`) : error;
  }
}

function findDelimiter(text: string): string {
  const fits = DELIMITERS.map((delimiter) => ({ delimiter, fit: fitOf(text, delimiter) }));
  return fits.reduce((best, one) => (one.fit > best.fit ? one : best)).delimiter;
}

/** How often the first row has this delimiter. Rows of different lengths speak against it, and so do misplaced quotes. */
function fitOf(text: string, delimiter: string): number {
  const sample = (relax_quotes: boolean) => parse(text, { ...CSV, delimiter, relax_quotes, to: SAMPLED_ROWS });
  const regular = unlessMalformed(() => sample(false));
  const rows = regular ?? unlessMalformed(() => sample(true)) ?? [];
  const count = (rows[0]?.length ?? 1) - 1;
  const isEven = rows.every((row) => row.length === count + 1);
  return count * (regular === undefined ? 0.001 : 1) * (isEven ? 1 : 0.000_001);
}

function unlessMalformed<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof CsvError) return undefined;
    throw error;
  }
}
