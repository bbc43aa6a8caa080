// What stands around the node in focus.

import { mostLinked, oldestFirst } from './order.js';

/**
 * @import { CardLine } from './cards.js'
 * @import { Model } from './model.js'
 * @import { Pair, Surroundings } from './scene.js'
 *
 * @typedef {object} AroundOptions
 * @property {number} hops How many steps, 1 or 2.
 * @property {(i: number) => unknown} passes Whether an article passes the filters.
 * @property {CardLine[]} lines Those of a small graph.
 */

const MOST_AROUND = 6000;
const MOST_LINES = 500;
const MOST_OUTLETS = 24;
const MOST_SPOKES = 300; // lines from an outlet to its articles
const MOST_FROM = 200; // nodes from which the second step is taken
const MOST_SEEN = 1500; // nodes of both steps

/** @type {Surroundings} */
export const NOTHING_AROUND = { near: [], nearSet: new Set(), nearOutlets: [], edges: [] };

/**
 * What stands around a node: articles that pass the filters, the most linked first.
 *
 * @param {Model} model
 * @param {number} focus
 * @param {AroundOptions} options
 * @returns {Surroundings}
 */
export function surroundingsOf(model, focus, { hops, passes, lines }) {
  const isArticle = model.kind(focus) === 'article';
  const found = [...(isArticle ? model.neighbours(focus) : model.articles(focus))].filter(passes);
  let near = [...found].sort(mostLinked(model));
  /** @type {Pair[]} */
  let edges = isArticle ? found.map((i) => [focus, i]) : linesWithin(model, focus, near);
  if (isArticle && hops > 1) {
    const more = secondStep(model, focus, near, passes);
    near = more.near;
    edges = [...edges, ...more.edges];
  }
  const nearOutlets = outletsOf(model, isArticle ? [focus] : near);
  const topics = isArticle ? model.topics(focus) : [];
  const ends = lines.flatMap(({ from, to }) => (from === focus ? to : to === focus ? from : []));
  return {
    near: near.slice(0, MOST_AROUND),
    nearSet: new Set([...near, ...nearOutlets, ...topics, ...ends]),
    nearOutlets,
    edges: edges.slice(0, MOST_LINES),
  };
}

/**
 * The articles that those around an article are related to.
 *
 * @param {Model} model
 * @param {number} focus
 * @param {number[]} near
 * @param {AroundOptions['passes']} passes
 */
function secondStep(model, focus, near, passes) {
  const seen = new Set([focus, ...near]);
  /** @type {Pair[]} */
  const edges = [];
  for (const one of near.slice(0, MOST_FROM)) {
    for (const other of model.neighbours(one)) {
      if (seen.has(other) || !passes(other) || seen.size > MOST_SEEN) continue;
      seen.add(other);
      edges.push([one, other]);
    }
  }
  seen.delete(focus);
  return { near: [...seen], edges };
}

/**
 * The lines that are drawn of a group: through a story in order of time, a few of those within a
 * theme, from an outlet to its articles.
 *
 * @param {Model} model
 * @param {number} group
 * @param {number[]} near
 * @returns {Pair[]}
 */
function linesWithin(model, group, near) {
  const kind = model.kind(group);
  if (kind === 'story') {
    const way = [...near].sort(oldestFirst(model));
    return way.slice(1).map((i, at) => [way[at], i]);
  }
  if (kind === 'theme') {
    const inTheme = new Set(near);
    return near.flatMap((one) =>
      [...model.neighbours(one)]
        .filter((other) => other > one && inTheme.has(other))
        .slice(0, 2)
        .map((other) => /** @type {Pair} */ ([one, other])),
    );
  }
  return kind === 'outlet' ? near.slice(0, MOST_SPOKES).map((i) => [group, i]) : [];
}

/**
 * The outlets of most articles.
 *
 * @param {Model} model
 * @param {number[]} articles
 */
function outletsOf(model, articles) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const i of articles) {
    const outlet = model.outlet(i);
    if (outlet >= 0) counts.set(outlet, (counts.get(outlet) || 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .slice(0, MOST_OUTLETS)
    .map(([outlet]) => outlet);
}
