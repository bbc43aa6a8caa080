// A table as CSV (RFC 4180), as spreadsheets of every language read it.

// What a spreadsheet would run as a formula gets an apostrophe before it, which says: this is text.
const csvCell = (value) => {
  const text = value === null || value === undefined ? '' : String(value);
  const safe =
    typeof value !== 'number' && /^[\s\p{Cf}]*[=+\-@\t\r\n|%＝＋－＠]/u.test(text)
      ? `'${text}`
      : text;
  return /[",\r\n;\t]/.test(safe) || safe !== safe.trim() ? `"${safe.replace(/"/g, '""')}"` : safe;
};

// Returns the rows as text; the mark at the start tells Excel that it is UTF-8.
export const toCsv = (rows) =>
  `\ufeff${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
