// The articles of the model: when they came out, by whom, and what they are about.

import { summed } from './nodes.js';
import { dateInWords, isExact, timeInWords } from './text.js';

/**
 * @import { Core, Nodes, Texts } from './nodes.js'
 *
 * @typedef {object} Articles
 * @property {number} count
 * @property {Texts} published
 * @property {Texts} times The time of publication, else that of being added to the archive.
 * @property {Int32Array} outlets
 * @property {number[][]} topics Of each, the one it stands under first.
 * @property {Int32Array} themeOf
 */

/** @type {number[]} */
const NONE = [];

/**
 * @param {Core} core
 * @param {Nodes} nodes
 * @returns {Articles}
 */
export function readArticles({ home, themes }, { first, columns: { article } }) {
  const count = first.outlet;
  const published = article.datePublished ?? [];
  const added = article.dateAdded ?? [];
  const times = added.length ? added.map((time, i) => published[i] || time) : published;
  const about = article.about ?? new Array(count).fill(null);
  const topics = about.map((cell, i) => (cell ? homeFirst(summed(cell), home[i]) : NONE));
  const themeOf = new Int32Array(count).fill(-1);
  let next = 0;
  for (const [at, { size }] of themes.entries()) {
    themeOf.fill(first.theme + at, next, next + size);
    next += size;
  }
  return { count, published, times, outlets: oneNode(count, article.publishedBy), topics, themeOf };
}

/**
 * Of each article the one node of a column, or -1.
 *
 * @param {number} count
 * @param {(number[] | null)[]} [cells]
 */
export function oneNode(count, cells = []) {
  const nodes = new Int32Array(count).fill(-1);
  for (const [i, cell] of cells.entries()) if (cell) nodes[i] = cell[0];
  return nodes;
}

/**
 * @param {number[]} nodes
 * @param {number} home
 */
function homeFirst(nodes, home) {
  const at = nodes.indexOf(home);
  if (at > 0) nodes.unshift(...nodes.splice(at, 1));
  return nodes;
}

/**
 * The part of the model that says when an article came out.
 *
 * @param {Nodes} nodes
 * @param {Articles} articles
 */
export function datesOf({ columns: { article } }, { published, times }) {
  const { publishedPrecision = [], addedPrecision = [] } = article;
  /** @param {number} i */
  const precision = (i) => (published[i] ? publishedPrecision[i] : addedPrecision[i]);
  return {
    dated: published.some(Boolean),
    time: (/** @type {number} */ i) => times[i] || '',
    date: (/** @type {number} */ i) => (times[i] || '').slice(0, (times[i] || '').indexOf('T')),
    dateInWords: (/** @type {number} */ i) => dateInWords(times[i], precision(i), !published[i]),
    timeInWords: (/** @type {number} */ i) => timeInWords(times[i], precision(i), !published[i]),
    exact: (/** @type {number} */ i) => isExact(published[i], publishedPrecision[i]),
  };
}

/**
 * The part of the model that says what an article belongs to.
 *
 * @param {Core} core
 * @param {Nodes} nodes
 * @param {Articles} articles
 */
export function groupsOf({ home }, { columns: { article } }, { count, outlets, topics, themeOf }) {
  const { curated = [], suggestedTopic = [] } = article;
  return {
    outlet: (/** @type {number} */ i) => (i < count ? outlets[i] : -1),
    topics: (/** @type {number} */ i) => (i < count ? topics[i] : NONE),
    home: (/** @type {number} */ i) => home[i],
    theme: (/** @type {number} */ i) => (i < count ? themeOf[i] : -1),
    suggested: (/** @type {number} */ i) => summed(suggestedTopic[i] ?? NONE),
    curated: (/** @type {number} */ i) => Boolean(curated[i]),
  };
}
