// The shortest way between two nodes.

/**
 * @import { Model } from './model.js'
 *
 * @typedef {(i: number) => Iterable<number>} Around What is next to a node.
 *
 * @typedef {object} Side A search from one end.
 * @property {Int32Array} before The node from which each was reached, or -1.
 * @property {Int32Array} depth How many steps away each is, or -1.
 * @property {number[]} edge The nodes that were reached last.
 */

/**
 * The nodes on a shortest path, both ends with it; [] if there is none. Searched from both ends, a
 * whole step at a time, so that no shorter is missed.
 *
 * @param {number} count How many nodes there are.
 * @param {number} from
 * @param {number} to
 * @param {Around} around
 */
export function shortestPath(count, from, to, around) {
  if (from === to) return [from];
  const start = sideFrom(count, from);
  const goal = sideFrom(count, to);
  for (;;) {
    const [one, other] = start.edge.length <= goal.edge.length ? [start, goal] : [goal, start];
    if (!one.edge.length) return [];
    const met = stepOn(one, other, around);
    if (met >= 0) return [...wayTo(start, met).reverse(), met, ...wayTo(goal, met)];
  }
}

/**
 * @param {number} count
 * @param {number} end
 * @returns {Side}
 */
function sideFrom(count, end) {
  const depth = new Int32Array(count).fill(-1);
  depth[end] = 0;
  return { before: new Int32Array(count).fill(-1), depth, edge: [end] };
}

/**
 * Takes one step; returns the node where both sides meet with the fewest steps, or -1.
 *
 * @param {Side} one
 * @param {Side} other
 * @param {Around} around
 */
function stepOn(one, other, around) {
  let met = -1;
  /** @type {number[]} */
  const next = [];
  for (const node of one.edge) {
    for (const neighbour of around(node)) {
      if (one.depth[neighbour] >= 0) continue;
      one.depth[neighbour] = one.depth[node] + 1;
      one.before[neighbour] = node;
      next.push(neighbour);
      const depth = other.depth[neighbour];
      if (depth >= 0 && (met < 0 || depth < other.depth[met])) met = neighbour;
    }
  }
  one.edge = next;
  return met;
}

/**
 * The nodes from where both sides met to the end of one of them.
 *
 * @param {Side} side
 * @param {number} met
 */
function wayTo({ before }, met) {
  /** @type {number[]} */
  const way = [];
  for (let node = before[met]; node >= 0; node = before[node]) way.push(node);
  return way;
}

/**
 * What is next to a node: outlets, topics, stories and themes only where the path ends, or if asked.
 *
 * @param {Model} model
 * @param {number[]} ends
 * @param {boolean} everything
 * @returns {Around}
 */
export function steppingStones(model, ends, everything) {
  return (i) => {
    const kind = model.kind(i);
    if (kind === 'article') {
      const groups = [model.outlet(i), ...model.topics(i), model.story(i), model.theme(i)];
      const leads = (/** @type {number} */ j) =>
        ends.includes(j) || (everything && model.kind(j) !== 'theme' && !model.isHub(j));
      return [...model.neighbours(i), ...groups.filter((j) => j >= 0 && leads(j))];
    }
    if (!everything || kind === 'theme') return ends.includes(i) ? model.articles(i) : [];
    return [...model.articles(i), ...model.narrower(i), model.broader(i)].filter((j) => j >= 0);
  };
}
