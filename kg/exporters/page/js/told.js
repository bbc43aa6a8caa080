// Stories and copies, from the columns of the model.

import { oneNode } from './articles.js';
import { summed } from './nodes.js';

/**
 * @import { Nodes } from './nodes.js'
 *
 * @typedef {object} StoryEvent One event that several outlets tell.
 * @property {string} start The time of its first article.
 * @property {string} end That of its last.
 * @property {string} precision 'day' if only the day of the first is known, else ''.
 * @property {number} outlets How many outlets tell it.
 * @property {number} texts How many texts there are that are no copies.
 * @property {number[]} first The outlets that were first.
 * @property {number} follows The story before, or -1.
 * @property {number[]} followedBy The stories after.
 */

/** @type {number[]} */
const NO_COPIES = [];

/**
 * The part of the model on stories and copies, and `storyOf`: the story of each article, or -1.
 *
 * @param {Nodes} nodes
 */
export function readStories({ first, columns: { article, story } }) {
  const articles = first.outlet;
  const storyOf = oneNode(articles, article.partOfStory);
  const copyOf = oneNode(articles, article.copyOf);
  const copies = byGoal(copyOf.entries());
  return {
    storyOf,
    known: {
      story: (/** @type {number} */ i) => (i < articles ? storyOf[i] : -1),
      copyOf: (/** @type {number} */ i) => (i < articles ? copyOf[i] : -1),
      copies: (/** @type {number} */ i) => copies.get(i) ?? NO_COPIES,
      event: readEvents(story, first.story),
    },
  };
}

/**
 * @param {Nodes['columns']['story']} columns
 * @param {number} firstStory
 * @returns {(i: number) => StoryEvent}
 */
function readEvents(columns, firstStory) {
  const { startDate = [], startPrecision = [], endDate = [], outlets = [], texts = [] } = columns;
  const { firstOutlet = [], follows = [] } = columns;
  const before = (/** @type {number} */ at) => follows[at]?.[0] ?? -1;
  const after = byGoal(follows.map((_, at) => [firstStory + at, before(at)]));
  return (i) => {
    const at = i - firstStory;
    return {
      start: startDate[at],
      end: endDate[at],
      precision: startPrecision[at] || '',
      outlets: outlets[at],
      texts: texts[at],
      first: summed(firstOutlet[at] ?? []),
      follows: before(at),
      followedBy: after.get(i) ?? [],
    };
  };
}

/**
 * Nodes by the node that each leads to; -1 leads nowhere.
 *
 * @param {Iterable<[node: number, goal: number]>} pairs
 */
function byGoal(pairs) {
  /** @type {Map<number, number[]>} */
  const groups = new Map();
  for (const [node, goal] of pairs) {
    if (goal < 0) continue;
    const group = groups.get(goal);
    if (group) group.push(node);
    else groups.set(goal, [node]);
  }
  return groups;
}
