// Which articles are related, and which belong to each outlet, topic, story and theme.
//
// Both are lists of lists in two arrays: those of the first are in `items` from `from[0]` to
// `from[1]`, and so on. With millions of links, arrays of arrays would take ten times the room.

/**
 * @import { Nodes } from './nodes.js'
 * @import { Articles } from './articles.js'
 *
 * @typedef {object} Runs Of each article, runs of others: how many, then of each how far it starts
 *   from the end of the one before, and how long it is.
 * @property {number[]} runs
 * @property {number[]} steps
 * @property {number[]} lengths
 *
 * @typedef {object} Links
 * @property {Runs} both Links that go both ways, said by the lower number.
 * @property {Runs} only Links that go one way, said by the article that names the other.
 *
 * @typedef {object} Related
 * @property {Uint32Array} from
 * @property {Uint32Array} targets Of each article, ascending.
 * @property {Uint8Array} ways Of each target, a place in `WAYS`.
 *
 * @typedef {object} Members
 * @property {Uint32Array} from
 * @property {Uint32Array} articles
 *
 * @typedef {(one: number, other: number) => void} SeePair
 */

const WAYS = /** @type {const} */ (['both', 'to', 'from']);

/**
 * Calls `see` for each pair of related articles.
 *
 * @param {number} articles
 * @param {Runs} runs
 * @param {boolean} fromOwn Whether the first step of each counts from the article itself.
 * @param {SeePair} see
 */
function eachLink(articles, { runs, steps, lengths }, fromOwn, see) {
  let at = 0;
  for (let i = 0; i < articles; i += 1) {
    let place = fromOwn ? i : 0;
    for (const end = at + runs[i]; at < end; at += 1) {
      place += steps[at];
      for (let length = lengths[at]; length > 0; length -= 1, place += 1) see(i, place);
    }
  }
}

/**
 * @param {number} articles
 * @param {Links} links
 * @returns {Related}
 */
export function joinLinks(articles, { both, only }) {
  const from = new Uint32Array(articles + 1);
  /** @type {SeePair} */
  const count = (one, two) => {
    from[one + 1] += 1;
    if (one !== two) from[two + 1] += 1;
  };
  eachLink(articles, both, true, count);
  eachLink(articles, only, false, count);
  for (let i = 0; i < articles; i += 1) from[i + 1] += from[i];
  const targets = new Uint32Array(from[articles]);
  const ways = new Uint8Array(from[articles]);
  const filled = from.slice();
  /** @type {(one: number, two: number, way: number) => void} */
  const put = (one, two, way) => {
    let at = filled[one];
    filled[one] += 1;
    for (; at > from[one] && targets[at - 1] > two; at -= 1) {
      targets[at] = targets[at - 1];
      ways[at] = ways[at - 1];
    }
    targets[at] = two;
    ways[at] = way;
  };
  eachLink(articles, both, true, (one, two) => {
    put(one, two, 0);
    if (one !== two) put(two, one, 0);
  });
  eachLink(articles, only, false, (one, two) => {
    put(one, two, 1);
    put(two, one, 2);
  });
  return { from, targets, ways };
}

/**
 * The articles of each outlet, topic, story and theme, the newest first.
 *
 * @param {number} count How many nodes there are.
 * @param {Articles} articles
 * @param {Int32Array} storyOf
 * @returns {Members}
 */
export function gather(count, { count: articles, outlets, topics, themeOf, times }, storyOf) {
  const order = Uint32Array.from({ length: articles }, (_, i) => i);
  const time = (/** @type {number} */ i) => times[i] || '';
  order.sort((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : a - b));
  const from = new Uint32Array(count - articles + 1);
  /** @param {SeePair} see */
  const each = (see) => {
    for (const i of order) {
      if (outlets[i] >= 0) see(outlets[i] - articles, i);
      if (storyOf[i] >= 0) see(storyOf[i] - articles, i);
      if (themeOf[i] >= 0) see(themeOf[i] - articles, i);
      for (const topic of topics[i]) see(topic - articles, i);
    }
  };
  each((group) => {
    from[group + 1] += 1;
  });
  for (let at = 1; at < from.length; at += 1) from[at] += from[at - 1];
  const members = new Uint32Array(from[from.length - 1]);
  const filled = from.slice();
  each((group, i) => {
    members[filled[group]] = i;
    filled[group] += 1;
  });
  return { from, articles: members };
}

/**
 * The part of the model that says what is next to a node.
 *
 * @param {number} count How many articles there are.
 * @param {Related} related
 * @param {Members} members
 */
export function aroundOf(count, { from, targets, ways }, members) {
  const empty = new Uint32Array(0);
  /** @param {number} i */
  const neighbours = (i) => (i < count ? targets.subarray(from[i], from[i + 1]) : empty);
  /** @param {number} i */
  const articles = (i) =>
    members.articles.subarray(members.from[i - count], members.from[i - count + 1]);
  return {
    neighbours,
    articles,
    /** @type {(i: number, j: number) => '' | typeof WAYS[number]} */
    way(i, j) {
      const at = neighbours(i).indexOf(j);
      return at < 0 ? '' : WAYS[ways[from[i] + at]];
    },
    degree: (/** @type {number} */ i) =>
      i < count ? from[i + 1] - from[i] : members.from[i - count + 1] - members.from[i - count],
  };
}

/**
 * The part of the model that says how topics stand above each other.
 *
 * @param {Nodes} nodes
 */
export function hierarchyOf({ first, columns: { topic } }) {
  /** @type {Map<number, number>} */
  const broader = new Map();
  /** @type {Map<number, number[]>} */
  const narrower = new Map();
  for (const [row, cell] of (topic.broader ?? []).entries()) {
    if (!cell) continue;
    broader.set(first.topic + row, cell[0]);
    narrower.set(cell[0], [...(narrower.get(cell[0]) ?? []), first.topic + row]);
  }
  return {
    broader: (/** @type {number} */ i) => broader.get(i) ?? -1,
    narrower: (/** @type {number} */ i) => narrower.get(i) ?? [],
  };
}
