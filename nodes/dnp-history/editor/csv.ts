/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

/**
 * A table as a Swedish spreadsheet opens it with a double click: semicolons, a byte order mark, CRLF. A text that a
 * spreadsheet would calculate gets an apostrophe before it.
 */
export function csv(rows: Iterable<readonly string[]>): string {
  let text = '\uFEFF';
  for (const row of rows) text += `${row.map(cell).join(';')}\r\n`;
  return text;
}

function cell(value: string): string {
  const inert = FORMULA.test(value) ? `'${value}` : value;
  return /[;"\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
