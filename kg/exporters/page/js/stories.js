// Stories: how they are ordered and told in words, and the articles of one in order of time.

import { nodesOf, oldestFirst } from './order.js';
import { daysInWords, plural, spokenDate } from './text.js';

/**
 * @import { Model } from './model.js'
 * @import { StoryEvent } from './told.js'
 */

/** @type {Record<string, string>} */
export const STORY_ORDERS = { size: 'By size', date: 'By date' };

/**
 * All stories: those of most outlets first, of equals those of most texts; or the newest first.
 *
 * @param {Model} model
 * @param {string} order A key of `STORY_ORDERS`.
 */
export function storiesBy(model, order) {
  const stories = nodesOf(model, 'story').map((i) => ({ i, ...model.event(i) }));
  /** @typedef {typeof stories[number]} Story */
  /** @type {(a: Story, b: Story) => number} */
  const byDate = (a, b) => (a.start < b.start ? 1 : a.start > b.start ? -1 : a.i - b.i);
  /** @type {(a: Story, b: Story) => number} */
  const bySize = (a, b) => b.outlets - a.outlets || b.texts - a.texts || byDate(a, b);
  /** @type {(a: Story, b: Story) => number} */
  const byArticles = (a, b) => model.degree(b.i) - model.degree(a.i) || bySize(a, b);
  const orders = { date: byDate, texts: byArticles };
  return stories.sort(orders[/** @type {'date'} */ (order)] ?? bySize).map(({ i }) => i);
}

/**
 * By how many outlets a story is told, and whether all have one text.
 *
 * @param {Pick<StoryEvent, 'outlets' | 'texts'>} event
 */
export function toldBy({ outlets, texts }) {
  return `${texts === 1 ? 'one text, ' : ''}${plural(outlets, 'outlet')}`;
}

/**
 * The days of a story, and by how many outlets it is told.
 *
 * @param {Model} model
 * @param {number} i
 */
export function storyNote(model, i) {
  const { start, end, ...counts } = model.event(i);
  return `${daysInWords(start, end)} · ${toldBy(counts)}`;
}

/**
 * Who was first, where only the day is known: 'first on 8 Aug 2023 (3 outlets)'; else ''.
 *
 * @param {Pick<StoryEvent, 'start' | 'precision' | 'first'>} event
 */
export function firstDay({ start, precision, first }) {
  if (!precision) return '';
  const day = spokenDate(start.slice(0, start.indexOf('T')));
  return `first on ${day} (${plural(first.length, 'outlet')})`;
}

/**
 * Articles of a story in order of time: copies stand under their original.
 *
 * @param {Model} model
 * @param {Iterable<number>} articles
 * @returns {{ i: number, copies: number[] }[]}
 */
export function inOrder(model, articles) {
  const sorted = [...articles].sort(oldestFirst(model));
  const among = new Set(sorted);
  const isCopy = (/** @type {number} */ i) => among.has(model.copyOf(i));
  const copies = new Map(
    sorted.filter((i) => !isCopy(i)).map((i) => [i, /** @type {number[]} */ ([])]),
  );
  for (const i of sorted) if (isCopy(i)) copies.get(model.copyOf(i))?.push(i);
  return [...copies].map(([i, own]) => ({ i, copies: own }));
}

/**
 * Why there are no stories, in words.
 *
 * @param {Model} model
 */
export function whyNone(model) {
  return model.dated
    ? 'None: no two articles here tell one event.'
    : 'None: stories go by the date of publication, which no article here states.';
}
