// Time in bars: which unit suits a span of days, its bars without gaps, and where a day stands.

import { utcDay, utcMonday, utcMonth, utcYear } from './libraries.js';
import { nodesOf } from './order.js';

/**
 * @import { Interval } from './libraries.js'
 * @import { Model } from './model.js'
 *
 * @typedef {'day' | 'week' | 'month' | 'quarter' | 'year'} UnitName
 *
 * @typedef {object} Bin A bar of time.
 * @property {string} from Its first day: '2024-05-01'.
 * @property {string} to Its last day.
 * @property {Date} start
 *
 * @typedef {object} Timeline
 * @property {UnitName} unit
 * @property {Bin[]} bins Those from the first day to the last, also where there is nothing.
 */

/** So many bars are the most that one tells apart. */
export const MOST_BINS = 60;
const DAY = 86_400_000; // milliseconds

/** @type {[name: UnitName, interval: Interval][]} */
const UNITS = [
  ['day', utcDay],
  ['week', utcMonday],
  ['month', utcMonth],
  ['quarter', /** @type {Interval} */ (utcMonth.every(3))],
  ['year', utcYear],
];
/** @type {Record<UnitName, number>} */
const SHORTEST = { day: 1, week: 7, month: 28, quarter: 90, year: 365 }; // days

/** @param {string} text */
export function dayOf(text) {
  return new Date(`${text.slice(0, 10)}T00:00:00Z`);
}

/** @param {Date} date */
function dayText(date) {
  return date.toISOString().slice(0, 10);
}

/** Whether a text is a day of the years 1 to 9999. @param {string} text */
export function isDay(text) {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(dayOf(text).getTime());
}

/**
 * The timeline from one day to another, in the finest unit that has no more than MOST_BINS; of a
 * longer span than so many years, in years.
 *
 * @param {string} first
 * @param {string} last
 * @param {UnitName} [finest] No finer unit is chosen.
 * @returns {Timeline}
 */
export function timelineFrom(first, last, finest = 'day') {
  const [start, end] = [dayOf(first), dayOf(last)];
  const days = (end.getTime() - start.getTime()) / DAY + 1;
  const allowed = UNITS.slice(UNITS.findIndex(([unit]) => unit === finest));
  const fits = allowed.find(([unit]) => days / SHORTEST[unit] <= 2 * MOST_BINS && isFew(unit));
  const [unit, interval] = fits ?? UNITS[UNITS.length - 1];
  return { unit, bins: binsBetween(interval, start, end) };

  /** @param {UnitName} name */
  function isFew(name) {
    const [, one] = /** @type {typeof UNITS[number]} */ (UNITS.find(([each]) => each === name));
    return binsBetween(one, start, end).length <= MOST_BINS;
  }
}

/**
 * @param {Interval} interval
 * @param {Date} start
 * @param {Date} end
 * @returns {Bin[]}
 */
function binsBetween(interval, start, end) {
  const starts = interval.range(interval.floor(start), new Date(end.getTime() + 1));
  return starts.map((one) => {
    const next = interval.ceil(new Date(one.getTime() + 1));
    return { start: one, from: dayText(one), to: dayText(new Date(next.getTime() - 1)) };
  });
}

/**
 * The place of the bar that holds a day, or -1.
 *
 * @param {Bin[]} bins
 * @param {string} day
 */
export function binAt(bins, day) {
  if (!bins.length || day < bins[0].from || day > bins[bins.length - 1].to) return -1;
  let [low, high] = [0, bins.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bins[middle].from <= day) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The shortest text for the days of bars in the filter: '2024', '2024-05' or '2024-05-01' twice.
 *
 * @param {Bin} first
 * @param {Bin} last
 * @returns {[from: string, to: string]}
 */
export function spanOf(first, last) {
  const [from, to] = [first.from, last.to];
  if (from.endsWith('-01') && isLastOfMonth(to)) return [from.slice(0, 7), to.slice(0, 7)];
  return [from, to];
}

/** @param {string} day */
function isLastOfMonth(day) {
  return new Date(dayOf(day).getTime() + DAY).getUTCDate() === 1;
}

/**
 * @typedef {object} Days
 * @property {string[]} of Of each article its day, '' if it has none.
 * @property {string} first '' if no article has a day.
 * @property {string} last
 */

/** @type {WeakMap<Model, Days>} */
const KNOWN_DAYS = new WeakMap();

/**
 * The days of all articles, found out once.
 *
 * @param {Model} model
 * @returns {Days}
 */
export function daysOf(model) {
  const known = KNOWN_DAYS.get(model);
  if (known) return known;
  const of = nodesOf(model, 'article').map((i) => (isDay(model.date(i)) ? model.date(i) : ''));
  const sorted = of.filter(Boolean).sort();
  const days = { of, first: sorted[0] ?? '', last: sorted.at(-1) ?? '' };
  KNOWN_DAYS.set(model, days);
  return days;
}
