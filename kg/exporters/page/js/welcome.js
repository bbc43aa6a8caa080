// What the panel shows when nothing is open: the way in.

import { MOST_DOTS } from './atlas.js';
import { barsOf } from './charts.js';
import { make } from './dom.js';
import { section } from './lists.js';
import { nodesOf } from './order.js';
import { cut, grouped, plural } from './text.js';

/**
 * @import { PanelParts } from './description.js'
 * @import { Filtered } from './filters.js'
 * @import { Model } from './model.js'
 * @import { Kind } from './nodes.js'
 */

const ON_CARDS =
  'Choose a card, or press / and type. Drag to move, scroll to zoom, Esc to see all again.';
const ON_MAP =
  'Each dot is an article. Articles that link to each other form a theme. Themes are inside their ' +
  'topic, and outlets surround the topics. A story is one event that several outlets tell. Choose ' +
  'any of them, or press / and type.';
const TOO_MANY =
  `Where more than ${grouped(MOST_DOTS)} are in sight, the most linked of each theme are drawn: ` +
  'come closer, or filter, to see the rest.';

/**
 * @param {PanelParts} panel
 * @param {Filtered} result
 * @param {(i: number) => boolean} passes
 * @returns {HTMLElement[]}
 */
export function welcomeParts(panel, result, passes) {
  const { model, lists, stories } = panel;
  const few = (/** @type {string} */ title, /** @type {number[]} */ nodes) =>
    nodes.length ? [section(title, lists.list(nodes))] : [];
  const tooMany = !model.cards && model.range('article')[1] > MOST_DOTS;
  const degree = (/** @type {number} */ i) => (passes(i) ? model.degree(i) : -1);
  return [
    make('h2', {}, 'What is in here'),
    make('p', { class: 'summary on-map' }, model.cards ? ON_CARDS : ON_MAP),
    ...(tooMany ? [make('p', { class: 'quiet on-map' }, TOO_MANY)] : []),
    ...(result.count ? [] : [make('p', { class: 'quiet' }, 'No article passes the filters.')]),
    ...largestOutlets(panel, result),
    ...stories.all(passes),
    ...largest(panel, result, 'Topics', 'topic', 24),
    ...few('Topics gone quiet', quietTopics(model)),
    ...few('Largest themes', heaviestNodes(panel, 'theme', 8, model.degree)),
    ...few('Most linked articles', heaviestNodes(panel, 'article', 10, degree).filter(passes)),
  ];
}

/**
 * The outlets of most articles that pass the filters, as bars; one that has more than half of all
 * articles is named apart, else it would hide the others.
 *
 * @param {PanelParts} panel
 * @param {Filtered} result
 */
function largestOutlets(panel, { byNode, count }) {
  const { model, open } = panel;
  const outlets = heaviestNodes(panel, 'outlet', 40, (i) => byNode[i]).filter((i) => byNode[i]);
  const [first] = outlets;
  const isMost = outlets.length > 2 && 4 * byNode[first] > count;
  /** @type {[node: number, count: number][]} */
  const pairs = outlets.slice(isMost ? 1 : 0).map((i) => [i, byNode[i]]);
  const share = isMost ? Math.round((100 * byNode[first]) / count) : 0;
  const title = isMost ? `Outlets, without ${cut(model.label(first), 30)} (${share} %)` : 'Outlets';
  return outlets.length > 1 ? barsOf(model, open, title, pairs, 5) : [];
}

const QUIET_DAYS = 90;
const [YEAR, WAS_LOUD] = [365, 10];

/**
 * Topics gone quiet: at least 10 articles in the twelve months before, none in the last 90 days.
 *
 * @param {Model} model
 */
function quietTopics(model) {
  const days = nodesOf(model, 'article').map((i) => model.date(i));
  const last = [...days].sort().at(-1);
  if (!last || Number.isNaN(Date.parse(last))) return [];
  const before = (/** @type {number} */ count) =>
    new Date(Date.parse(last) - count * 86_400_000).toISOString().slice(0, 10);
  const [quiet, start] = [before(QUIET_DAYS), before(QUIET_DAYS + YEAR)];
  return nodesOf(model, 'topic')
    .map((i) => ({ i, dates: [...model.articles(i)].map((article) => days[article]) }))
    .filter(({ dates }) => dates.every((day) => day <= quiet))
    .map(({ i, dates }) => ({ i, loud: dates.filter((day) => day > start).length }))
    .filter(({ loud }) => loud >= WAS_LOUD)
    .sort((a, b) => b.loud - a.loud || a.i - b.i)
    .map(({ i }) => i)
    .slice(0, 8);
}

/**
 * @param {PanelParts} panel
 * @param {Kind} kind
 * @param {number} most
 * @param {(i: number) => number} weightOf
 */
function heaviestNodes({ model }, kind, most, weightOf) {
  const [first] = model.range(kind);
  const nodes = nodesOf(model, kind);
  const weight = Float64Array.from(nodes, weightOf);
  return nodes.sort((a, b) => weight[b - first] - weight[a - first] || a - b).slice(0, most);
}

/**
 * Topics or outlets, with how many of their articles pass the filters.
 *
 * @param {PanelParts} panel
 * @param {Filtered} result
 * @param {string} title
 * @param {Kind} kind
 * @param {number} most
 */
function largest(panel, { byNode, all }, title, kind, most) {
  const { model, lists } = panel;
  const [first, end] = model.range(kind);
  const nodes = heaviestNodes(panel, kind, most, (i) => byNode[i]);
  const notes = all ? [] : nodes.map((i) => plural(byNode[i], 'article'));
  return nodes.length
    ? [section(`${title} (${grouped(end - first)})`, lists.list(nodes, notes))]
    : [];
}
