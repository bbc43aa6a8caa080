// What the panel shows when nothing is open: the way in.

import { MOST_DOTS } from './atlas.js';
import { make } from './dom.js';
import { section } from './lists.js';
import { nodesOf } from './order.js';
import { grouped, plural } from './text.js';

/**
 * @import { PanelParts } from './description.js'
 * @import { Filtered } from './filters.js'
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
    make('p', { class: 'summary' }, model.cards ? ON_CARDS : ON_MAP),
    ...(tooMany ? [make('p', { class: 'quiet' }, TOO_MANY)] : []),
    ...(result.count ? [] : [make('p', { class: 'quiet' }, 'No article passes the filters.')]),
    ...stories.all(passes),
    ...largest(panel, result, 'Topics', 'topic', 24),
    ...few('Largest themes', heaviestNodes(panel, 'theme', 8, model.degree)),
    ...largest(panel, result, 'Outlets', 'outlet', 12),
    ...few('Most linked articles', heaviestNodes(panel, 'article', 10, degree).filter(passes)),
  ];
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
