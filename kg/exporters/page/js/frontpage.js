// A small archive as a front page: columns of time, cards of articles, and what it is in a sentence.

import { oldestFirst } from './order.js';
import { binAt, isDay, timelineFrom } from './timeline.js';

/**
 * @import { Model } from './model.js'
 *
 * @typedef {object} Column
 * @property {string} from Its first day, '' for articles without a date.
 * @property {'day' | 'month' | 'year' | ''} unit
 * @property {number[]} articles The oldest first.
 */

/** So many articles are read as a front page; more are an overview. */
export const FRONT_PAGE = 40;
const MOST_DAYS = 7;
const MOST_MONTHS = 12;
const NUMBERS = 'No One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve'.split(' ');

/**
 * The columns of articles: days if at most seven days hold articles, else months, else years.
 *
 * @param {Model} model
 * @param {number[]} articles
 * @returns {Column[]}
 */
export function columnsOf(model, articles) {
  const days = articles.map((i) => model.date(i)).filter(isDay);
  const unit =
    new Set(days).size <= MOST_DAYS
      ? 'day'
      : new Set(days.map((day) => day.slice(0, 7))).size <= MOST_MONTHS
        ? 'month'
        : 'year';
  const length = { day: 10, month: 7, year: 4 }[unit];
  /** @type {Map<string, Column>} */
  const columns = new Map();
  for (const i of articles) {
    const day = isDay(model.date(i)) ? model.date(i).slice(0, length) : '';
    const column = columns.get(day) ?? { from: day, unit: day ? unit : '', articles: [] };
    column.articles.push(i);
    columns.set(day, column);
  }
  for (const column of columns.values()) column.articles.sort(oldestFirst(model));
  return [...columns.values()].sort((a, b) =>
    !a.from ? 1 : !b.from ? -1 : a.from < b.from ? -1 : 1,
  );
}

/** How many others an article names. @param {Model} model @param {number} i */
function named(model, i) {
  return [...model.neighbours(i)].filter((j) => model.way(i, j) !== 'from').length;
}

/**
 * What the articles are, as a headline: 'Five articles from five outlets in two days; two tell one
 * story'.
 *
 * @param {Model} model
 * @param {number[]} articles
 */
export function sentenceOf(model, articles) {
  const outlets = new Set(articles.map(model.outlet).filter((i) => i >= 0));
  const days = new Set(articles.map((i) => model.date(i)).filter(isDay));
  const span = spanInWords([...days].sort());
  const told = articles.filter((i) => model.story(i) >= 0);
  const stories = new Set(told.map(model.story));
  if (stories.size === 1 && told.length === articles.length && articles.length > 1) {
    return ['One story', counted(outlets.size, 'outlet'), ...(span ? [span] : [])].join(', ');
  }
  const head = [
    counted(articles.length, 'article', true),
    ...(outlets.size ? [`from ${counted(outlets.size, 'outlet')}`] : []),
    ...(span ? [`in ${span}`] : []),
  ].join(' ');
  if (!stories.size) return head;
  return `${head}; ${counted(told.length, '')} tell ${counted(stories.size, 'story')}`;
}

/** @param {string[]} days */
function spanInWords(days) {
  if (!days.length) return '';
  const { unit, bins } = timelineFrom(days[0], days[days.length - 1]);
  const held = new Set(days.map((day) => binAt(bins, day)));
  if (unit === 'day') return counted(held.size, 'day');
  return counted(bins.length, unit);
}

/**
 * A number in words up to twelve, with its noun: 'five outlets'.
 *
 * @param {number} count
 * @param {string} noun
 * @param {boolean} [begins] Whether it begins a sentence.
 */
export function counted(count, noun, begins = false) {
  const word = NUMBERS[count] ?? String(count);
  const number = begins ? word : word.toLowerCase();
  if (!noun) return number;
  const many = /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${number} ${count === 1 ? noun : many}`;
}

/**
 * Which article names others most, in words: 'The article of Reuters links to four others.'
 *
 * @param {Model} model
 * @param {number[]} articles
 */
export function namesMost(model, articles) {
  const [first] = [...articles].sort((a, b) => named(model, b) - named(model, a) || a - b);
  const count = first === undefined ? 0 : named(model, first);
  if (!count) return '';
  const outlet = model.outlet(first);
  const whose = outlet >= 0 ? ` of ${model.label(outlet)}` : '';
  return `The article${whose} links to ${counted(count, 'other')}.`;
}
