// What is counted around a node, as bars: how often each other is met, and when.

import { make, words } from './dom.js';
import { section } from './lists.js';
import { cut, grouped, spokenDate } from './text.js';
import { binAt, isDay, timelineFrom } from './timeline.js';

/**
 * @import { Open } from './lists.js'
 * @import { Model } from './model.js'
 *
 * @typedef {[node: number, count: number]} Counted
 */

/**
 * Nodes with how often each is met, the most frequent first.
 *
 * @param {Iterable<number>} articles
 * @param {(article: number) => number[]} of
 * @returns {Counted[]}
 */
export function frequencies(articles, of) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const i of articles) {
    for (const node of of(i)) if (node >= 0) counts.set(node, (counts.get(node) || 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
}

/**
 * A section with a bar for each of the most frequent nodes.
 *
 * @param {Model} model
 * @param {Open} open
 * @param {string} title
 * @param {Counted[]} pairs
 * @param {number} most
 */
export function barsOf(model, open, title, pairs, most) {
  if (!pairs.length) return [];
  const top = pairs.slice(0, most);
  const rows = top.map(([node, count]) => {
    const bar = make('span', { class: `bar ${model.kind(node)}`, 'aria-hidden': 'true' });
    bar.style.width = `${Math.max(2, (100 * count) / top[0][1])}%`;
    const name = words(cut(model.label(node), 120));
    const text = make('span', {}, name, ' ', make('small', {}, grouped(count)), bar);
    const look = { type: 'button', class: 'row', onclick: () => open(node) };
    return make('li', {}, make('button', look, text));
  });
  return [section(title, make('ul', { class: 'bars' }, ...rows))];
}

/**
 * A section with a bar for each month, quarter or year, also where there are no articles.
 *
 * @param {Model} model
 * @param {number[]} articles
 */
export function timelineOf(model, articles) {
  const days = articles.map((i) => model.date(i)).filter(isDay);
  if (new Set(days.map((day) => day.slice(0, 7))).size < 2) return [];
  const sorted = days.sort();
  const { unit, bins } = timelineFrom(
    `${sorted[0].slice(0, 7)}-01`,
    sorted[sorted.length - 1],
    'month',
  );
  /** @type {Map<string, number>} */
  const counts = new Map(bins.map(({ from }) => [from.slice(0, unit === 'year' ? 4 : 7), 0]));
  for (const day of days) {
    const key = bins[binAt(bins, day)].from.slice(0, unit === 'year' ? 4 : 7);
    counts.set(key, (counts.get(key) || 0) + 1);
  }
  const most = Math.max(...counts.values());
  const bars = [...counts].map(([key, count]) => {
    const bar = make('span', { title: `${spokenDate(key)}: ${count}` });
    bar.style.height = count ? `${Math.max(3, (100 * count) / most)}%` : '0';
    return bar;
  });
  const told = [...counts]
    .filter(([, count]) => count)
    .map(([key, count]) => `${spokenDate(key)} ${count}`)
    .join(', ');
  const label = `Articles by ${unit}: ${told}`;
  const chart = make('div', { class: 'timeline', role: 'img', 'aria-label': label }, ...bars);
  const keys = [...counts.keys()];
  const ends = [keys[0], keys[keys.length - 1]].map((key) => make('span', {}, spokenDate(key)));
  const below = make('div', { class: 'ends', 'aria-hidden': 'true' }, ...ends);
  return [section('Over time', chart, below)];
}
