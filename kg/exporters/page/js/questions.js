// The questions that need no engine: each is counted from the model, over the articles that pass
// the filters.

import { nodesCell } from './cells.js';
import { mostLinked, nodesOf } from './order.js';
import { storiesBy } from './stories.js';

/**
 * @import { NodesCell, TableCell, TableColumn } from './cells.js'
 * @import { Model } from './model.js'
 *
 * @typedef {object} Asked What questions are asked about.
 * @property {Model} model
 * @property {(i: number) => boolean} passes Whether an article counts.
 * @property {(...nodes: number[]) => NodesCell} cell
 * @property {() => number[]} every All articles that count.
 * @property {(group: number) => number[]} of Those of an outlet, topic or story.
 *
 * @typedef {object} QuestionText
 * @property {string} id
 * @property {string} label
 * @property {'topic' | 'outlet'} [takes] What it asks about, if not everything.
 * @property {TableColumn[]} columns Those of its answer.
 *
 * @typedef {QuestionText & { rows: (asked: Asked, node: number) => TableCell[][] }} Question
 * @typedef {QuestionText & { rows: (node: number) => TableCell[][] }} PlainQuestion
 */

const HOW_MANY = 500; // rows of an answer at most

/** @type {TableColumn} */
const ARTICLES_COLUMN = { label: 'Articles', number: true };
/** @type {TableColumn} */
const HEADLINE_COLUMN = { label: 'Headline', main: true };
/** @type {TableColumn} */
const RELATED_COLUMN = { label: 'Related articles', number: true };

/** @type {Question[]} */
const QUESTIONS = [
  {
    id: 'outlets',
    label: 'Which outlets publish most on a topic?',
    takes: 'topic',
    columns: [{ label: 'Outlet', main: true }, ARTICLES_COLUMN],
    rows({ model, of, cell }, topic) {
      return countedNodes(cell, known(of(topic).map(model.outlet)));
    },
  },
  {
    id: 'topics',
    label: 'What does an outlet write about?',
    takes: 'outlet',
    columns: [{ label: 'Topic', main: true }, ARTICLES_COLUMN],
    rows({ model, of, cell }, outlet) {
      return countedNodes(cell, of(outlet).flatMap(model.topics));
    },
  },
  {
    id: 'years',
    label: 'How many articles of an outlet came out each year?',
    takes: 'outlet',
    columns: [{ label: 'Year', main: true }, ARTICLES_COLUMN],
    rows({ model, of }, outlet) {
      return byTime(tally(of(outlet).map((i) => model.date(i).slice(0, -6) || 'no date')));
    },
  },
  {
    id: 'months',
    label: 'How many articles came out each month, and how many have a post of their own?',
    columns: [
      { label: 'Month', main: true, down: true },
      ARTICLES_COLUMN,
      { label: 'With a post', number: true },
    ],
    rows({ model, every }) {
      const month = (/** @type {number} */ i) => model.date(i).slice(0, -3) || 'no date';
      const posts = new Map(tally(every().filter(model.curated).map(month), Infinity));
      return byTime(tally(every().map(month))).map(([name, count]) => [
        name,
        count,
        posts.get(name) || 0,
      ]);
    },
  },
  {
    id: 'together',
    label: 'Which topics stand together most?',
    columns: [{ label: 'Topic', main: true }, { label: 'And' }, ARTICLES_COLUMN],
    rows({ model, every, cell }) {
      const pairs = every().flatMap((i) => {
        const topics = [...model.topics(i)].sort((a, b) => a - b);
        return topics.flatMap((one, at) =>
          topics.slice(at + 1).map((other) => one * model.count + other),
        );
      });
      return tally(pairs).map(([pair, count]) => [
        cell(Math.floor(pair / model.count)),
        cell(pair % model.count),
        count,
      ]);
    },
  },
  {
    id: 'stories',
    label: 'Which stories did most outlets tell?',
    columns: [
      { label: 'Story', main: true },
      { label: 'Began', down: true },
      { label: 'Outlets', number: true },
      { label: 'Texts', number: true },
    ],
    rows({ model, passes, cell }) {
      const stories = storiesBy(model, 'size').filter((i) => model.articles(i).some(passes));
      return stories.slice(0, HOW_MANY).map((i) => {
        const { start, outlets, texts } = model.event(i);
        return [cell(i), start.slice(0, start.indexOf('T')), outlets, texts];
      });
    },
  },
  {
    id: 'company',
    label: 'Which outlets tell the same stories as an outlet?',
    takes: 'outlet',
    columns: [
      { label: 'Outlet', main: true },
      { label: 'Stories in common', number: true },
    ],
    rows({ model, of, cell }, outlet) {
      const stories = [...new Set(known(of(outlet).map(model.story)))];
      const others = stories.flatMap((story) => [...new Set(known(of(story).map(model.outlet)))]);
      return countedNodes(
        cell,
        others.filter((other) => other !== outlet),
      );
    },
  },
  {
    id: 'partners',
    label: 'Which outlets are linked most with an outlet?',
    takes: 'outlet',
    columns: [
      { label: 'Outlet', main: true },
      { label: 'Links between their articles', number: true },
    ],
    rows({ model, passes, of, cell }, outlet) {
      const linked = of(outlet).flatMap((i) => [...model.neighbours(i)].filter(passes));
      const others = known(linked.map(model.outlet)).filter((other) => other !== outlet);
      return countedNodes(cell, others);
    },
  },
  {
    id: 'linked',
    label: 'Which articles are linked most?',
    columns: [HEADLINE_COLUMN, { label: 'Outlet' }, { label: 'Date', down: true }, RELATED_COLUMN],
    rows({ model, every, cell }) {
      const ranked = every()
        .filter((i) => model.degree(i))
        .sort(mostLinked(model));
      return ranked
        .slice(0, HOW_MANY)
        .map((i) => [cell(i), cell(model.outlet(i)), model.date(i), model.degree(i)]);
    },
  },
  {
    id: 'no-post',
    label: 'Which articles have no post of their own, and are linked most?',
    columns: [HEADLINE_COLUMN, { label: 'Outlet' }, RELATED_COLUMN],
    rows({ model, every, cell }) {
      const ranked = every()
        .filter((i) => !model.curated(i))
        .sort(mostLinked(model));
      return ranked
        .slice(0, HOW_MANY)
        .map((i) => [cell(i), cell(model.outlet(i)), model.degree(i)]);
    },
  },
  {
    id: 'no-date',
    label: 'Which articles have no date?',
    columns: [HEADLINE_COLUMN, { label: 'Outlet' }],
    rows({ model, every, cell }) {
      return every()
        .filter((i) => !model.date(i))
        .slice(0, HOW_MANY)
        .map((i) => [cell(i), cell(model.outlet(i))]);
    },
  },
];

/**
 * All questions about a model.
 *
 * @param {Model} model
 * @param {(i: number) => boolean} passes Whether an article counts.
 * @returns {PlainQuestion[]}
 */
export function plainQuestions(model, passes) {
  /** @type {Asked} */
  const asked = {
    model,
    passes,
    cell: (...nodes) => nodesCell(known(nodes), model.label),
    every: () => nodesOf(model, 'article').filter(passes),
    of: (group) => Array.from(model.articles(group)).filter(passes),
  };
  return QUESTIONS.map(({ rows, ...text }) => ({ ...text, rows: (node) => rows(asked, node) }));
}

/**
 * Nodes without those that are none.
 *
 * @param {number[]} nodes
 */
function known(nodes) {
  return nodes.filter((i) => i >= 0);
}

/**
 * How often each key is met, the most frequent first.
 *
 * @template {string | number} Key
 * @param {Key[]} keys
 * @param {number} most
 */
function tally(keys, most = HOW_MANY) {
  /** @type {Map<Key, number>} */
  const counts = new Map();
  for (const key of keys) counts.set(key, (counts.get(key) || 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, most);
}

/**
 * @param {Asked['cell']} cell
 * @param {number[]} nodes
 * @returns {TableCell[][]}
 */
function countedNodes(cell, nodes) {
  return tally(nodes).map(([node, count]) => [cell(node), count]);
}

/** @param {[key: string, count: number][]} counts */
function byTime(counts) {
  return counts.sort(([a], [b]) => (a < b ? -1 : 1));
}
