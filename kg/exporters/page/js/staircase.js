// A story as rows of outlets over time: who was first, who followed, who printed whose text.

import { inOrder } from './stories.js';
import { plural, spokenDate } from './text.js';

/**
 * @import { Model } from './model.js'
 *
 * @typedef {object} Step An article in its row.
 * @property {number} article
 * @property {number} time In milliseconds.
 * @property {number} original The article whose text it has, if that is in the story, or -1.
 * @property {boolean} first
 *
 * @typedef {object} Row
 * @property {number} outlet The node, or -1.
 * @property {Step[]} steps In order of time.
 *
 * @typedef {object} Staircase
 * @property {Row[]} rows By the time of their first article.
 * @property {boolean} byDay Whether most articles state only a day.
 * @property {number} start In milliseconds.
 * @property {number} end
 */

const HOUR = 3_600_000; // milliseconds
const DAYS_FROM = 48; // hours that are told in days

/**
 * @param {Model} model
 * @param {number} story
 * @returns {Staircase}
 */
export function staircaseOf(model, story) {
  const articles = [...model.articles(story)].filter((i) => Number.isFinite(timeOf(model, i)));
  const event = model.event(story);
  const inside = new Set(articles);
  /** @type {Map<number, Row>} */
  const rows = new Map();
  for (const { i, copies } of inOrder(model, articles)) {
    for (const article of [i, ...copies]) {
      const outlet = model.outlet(article);
      const original = inside.has(model.copyOf(article)) ? model.copyOf(article) : -1;
      const first = !event.precision && model.exact(article) && model.time(article) === event.start;
      const row = rows.get(outlet) ?? { outlet, steps: [] };
      row.steps.push({ article, time: timeOf(model, article), original, first });
      rows.set(outlet, row);
    }
  }
  const times = articles.map((i) => timeOf(model, i));
  const sorted = [...rows.values()];
  for (const { steps } of sorted) steps.sort((a, b) => a.time - b.time);
  sorted.sort((a, b) => a.steps[0].time - b.steps[0].time || Number(b.steps[0].first));
  return {
    rows: sorted,
    byDay: 2 * articles.filter((i) => !model.exact(i)).length > articles.length,
    start: Math.min(...times),
    end: Math.max(...times),
  };
}

/**
 * @param {Model} model
 * @param {number} i
 */
function timeOf(model, i) {
  return Date.parse(model.time(i));
}

/**
 * What a story is in numbers: '22 articles · 22 outlets · first SiliconANGLE, 27 Aug 2021, 02:01
 * UTC · half within 12 hours · silent after 51 hours'.
 *
 * @param {Model} model
 * @param {number} story
 */
export function storyInNumbers(model, story) {
  const { rows, byDay, start, end } = staircaseOf(model, story);
  const event = model.event(story);
  const articles = model.articles(story).length;
  const outlets = rows.filter(({ outlet }) => outlet >= 0);
  return [
    plural(articles, 'article'),
    plural(outlets.length, 'outlet'),
    ...(event.texts === 1 ? ['one text'] : []),
    firstInWords(model, story),
    ...(byDay ? [] : halfInWords(model, outlets)),
    ...(end > start ? [`silent after ${lengthInWords(end - start, byDay)}`] : []),
  ]
    .filter(Boolean)
    .join(' · ');
}

/**
 * Who was first, or on which day.
 *
 * @param {Model} model
 * @param {number} story
 */
function firstInWords(model, story) {
  const { first, start, precision } = model.event(story);
  if (!first.length) return '';
  const day = spokenDate(start.slice(0, start.indexOf('T')));
  if (precision) return `first on ${day} (${plural(first.length, 'outlet')})`;
  const names = first.map((i) => model.label(i)).join(', ');
  return `first ${names}, ${day}, ${start.slice(11, 16)} UTC`;
}

/**
 * After how long half of the outlets had it, of those whose time is known.
 *
 * @param {Model} model
 * @param {Row[]} rows
 */
function halfInWords(model, rows) {
  const times = rows
    .filter(({ steps }) => model.exact(steps[0].article))
    .map(({ steps }) => steps[0].time);
  if (times.length < 4) return [];
  return [`half within ${lengthInWords(times[Math.ceil(times.length / 2) - 1] - times[0], false)}`];
}

/**
 * A span in hours, or in days if it is long or only days are known.
 *
 * @param {number} milliseconds
 * @param {boolean} byDay
 */
export function lengthInWords(milliseconds, byDay) {
  const hours = Math.max(1, Math.round(milliseconds / HOUR));
  if (byDay || hours > 2 * DAYS_FROM) return plural(Math.max(1, Math.round(hours / 24)), 'day');
  return plural(hours, 'hour');
}
