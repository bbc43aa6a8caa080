// A table as CSV (RFC 4180), as spreadsheets of every language read it.

/**
 * What a spreadsheet would run as a formula gets an apostrophe before it, which says: this is text.
 *
 * @param {unknown} value
 */
function csvCell(value) {
  const text = value === null || value === undefined ? '' : String(value);
  const isFormula = typeof value !== 'number' && /^[\s\p{Cf}]*[=+\-@\t\r\n|%＝＋－＠]/u.test(text);
  const safe = isFormula ? `'${text}` : text;
  const quoted = /[",\r\n;\t]/.test(safe) || safe !== safe.trim();
  return quoted ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/**
 * The rows as text; the mark at the start tells Excel that it is UTF-8.
 *
 * @param {unknown[][]} rows
 */
export function toCsv(rows) {
  return `\ufeff${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
