// Texts: how they compare, how they are cut, and which of them is an address one may open.

/**
 * A text without case and accents, so that spellings compare: 'Élan' and 'elan'.
 *
 * @param {string} text
 */
export function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/**
 * A text of at most so many characters, never half of one.
 *
 * @param {string} text
 * @param {number} most
 */
export function cut(text, most) {
  if (text.length <= most) return text;
  const kept = text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
  return `${kept.trimEnd()}…`;
}

/**
 * 12345 as '12,345'.
 *
 * @param {number} count
 */
export function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/**
 * '1 article', '2,000 articles'; '1 story', '3 stories'.
 *
 * @param {number} count
 * @param {string} word
 */
export function plural(count, word) {
  const many = /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}s`;
  return `${grouped(count)} ${count === 1 ? word : many}`;
}

/**
 * The text if it is an address of the web, else ''.
 *
 * @param {unknown} text
 */
export function safeUrl(text) {
  try {
    return ['http:', 'https:'].includes(new URL(String(text)).protocol) ? String(text) : '';
  } catch {
    return '';
  }
}

/** The names of the months as dates have them. */
export const MONTHS = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

/**
 * '2024-05' as 'May 2024', '2024-05-01' as '1 May 2024'; anything else as it is.
 *
 * @param {string} text
 */
export function spokenDate(text) {
  const [, year, month, day] = /^(-?\d{4,})-(\d\d)(?:-(\d\d))?$/.exec(text) || [];
  if (!year) return text;
  return `${day ? `${Number(day)} ` : ''}${MONTHS[Number(month) - 1] || month} ${year}`;
}

/**
 * The month or year that a text names: 'March 2020', 'mar 2020', '2020-03' and '3/2020' are
 * '2020-03'; '' if it names none.
 *
 * @param {string} text
 */
export function monthIn(text) {
  const [, name, after] = /^\s*(\p{L}{3,})\.?\s+(\d{4})\s*$/u.exec(text) ?? [];
  if (name) {
    const at = MONTHS.findIndex((month) => month.toLowerCase() === name.slice(0, 3).toLowerCase());
    return at < 0 ? '' : `${after}-${String(at + 1).padStart(2, '0')}`;
  }
  const [, month, year] = /^\s*(\d{1,2})\/(\d{4})\s*$/.exec(text) ?? [];
  const whole = month ? `${year}-${month.padStart(2, '0')}` : text.trim();
  return /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(whole) ? whole : '';
}

/**
 * A date as far as it is known, and whether it is that of being added: 'added May 2024'.
 *
 * @param {string | null | undefined} time
 * @param {string | null | undefined} precision
 * @param {boolean} isAdded
 */
export function dateInWords(time, precision, isAdded) {
  if (!time) return '';
  const day = time.slice(0, time.indexOf('T'));
  return `${isAdded ? 'added ' : ''}${spokenDate(precision === 'month' ? day.slice(0, -3) : day)}`;
}

/**
 * Whether a time of publication says when on its day: midnight sharp does not.
 *
 * @param {string | null | undefined} time
 * @param {string | null} [precision]
 * @returns {time is string}
 */
export function isExact(time, precision) {
  return Boolean(time && !precision && !time.endsWith('T00:00:00Z'));
}

/**
 * A date as `dateInWords` gives it, with hour and minute if they are known: '1 May 2024, 09:30'.
 *
 * @param {string | null | undefined} time
 * @param {string | null | undefined} precision
 * @param {boolean} isAdded
 */
export function timeInWords(time, precision, isAdded) {
  const day = dateInWords(time, precision, isAdded);
  return isExact(time, precision) && !isAdded
    ? `${day}, ${time.slice(time.indexOf('T') + 1).slice(0, 5)}`
    : day;
}

/**
 * The days from one time to another: '1 May 2024', '1–3 May 2024', '30 Apr – 2 May 2024'.
 *
 * @param {string} start
 * @param {string} end
 */
export function daysInWords(start, end) {
  const [from, to] = [start, end].map((time) =>
    spokenDate((time || '').slice(0, (time || '').indexOf('T'))),
  );
  if (from === to) return from;
  const [first, last] = [from.split(' '), to.split(' ')];
  if (first[2] !== last[2]) return `${from} – ${to}`;
  return first[1] === last[1] ? `${first[0]}–${to}` : `${first[0]} ${first[1]} – ${to}`;
}

/**
 * Whether a text runs from right to left: by its first strong character (UAX #9, rule P2).
 *
 * @param {string} text
 */
export function readsFromRight(text) {
  const [first = ''] = /[\p{L}\u061c\u200e\u200f]/u.exec(text) ?? [];
  return /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(
    first,
  );
}
