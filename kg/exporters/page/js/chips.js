// What the filter is, in words that can be taken away one by one.

import { byId, make, words } from './dom.js';
import { cut, spokenDate } from './text.js';

/**
 * @import { Filter } from './filters.js'
 * @import { Model } from './model.js'
 *
 * @typedef {(part: Partial<Filter>) => void} ChangeFilter
 */

/**
 * Shows the chips of a filter.
 *
 * @param {Model} model
 * @param {Filter} filter
 * @param {ChangeFilter} change
 */
export function showChips(model, filter, change) {
  const { topics, any, outlets, hidden } = filter;
  const name = (/** @type {number} */ i) => cut(model.label(i), 40);
  const without = (/** @type {number[]} */ nodes, /** @type {number} */ i) =>
    nodes.filter((node) => node !== i);
  const chips = [
    ...topics.map((i) => chip(name(i), () => change({ topics: without(topics, i) }))),
    ...(topics.length > 1 ? [anyOrAll(any, change)] : []),
    ...outlets.map((i) => chip(name(i), () => change({ outlets: without(outlets, i) }))),
    ...hidden.map((i) => chip(`not ${name(i)}`, () => change({ hidden: without(hidden, i) }))),
    ...spanChips(model, filter, change),
  ];
  byId('chips').replaceChildren(...chips);
  byId('chips').hidden = !chips.length;
}

/**
 * @param {Model} model
 * @param {Filter} filter
 * @param {ChangeFilter} change
 */
function spanChips(model, { from, to, word }, change) {
  if (word >= 0) {
    const { word: text, month } = model.bursts[word];
    return [chip(`“${text}”, ${spokenDate(month)}`, () => change({ word: -1, from: '', to: '' }))];
  }
  if (!from && !to) return [];
  return [chip(datesInWords(from, to), () => change({ from: '', to: '' }))];
}

/**
 * A span of dates in words: 'May 2024', 'May 2024 – Jun 2024', 'since May 2024'.
 *
 * @param {string} from
 * @param {string} to
 */
export function datesInWords(from, to) {
  if (!to) return `since ${spokenDate(from)}`;
  if (!from) return `until ${spokenDate(to)}`;
  return from === to ? spokenDate(from) : `${spokenDate(from)} – ${spokenDate(to)}`;
}

/**
 * @param {string} text
 * @param {() => void} remove
 */
function chip(text, remove) {
  const look = { type: 'button', class: 'chosen-chip', onclick: remove };
  return make('button', { ...look, 'aria-label': `Remove ${text}` }, words(text), ' ×');
}

/**
 * @param {boolean} any
 * @param {ChangeFilter} change
 */
function anyOrAll(any, change) {
  const look = { type: 'button', class: 'any', onclick: () => change({ any: !any }) };
  const title = any ? 'Articles with any of these topics' : 'Articles with all of these topics';
  return make('button', { ...look, title }, any ? 'any of them' : 'all of them');
}
