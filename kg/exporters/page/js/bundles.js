// Links between topics and outlets, added up over all articles.

/**
 * @import { Model } from './model.js'
 *
 * @typedef {[one: number, other: number, weight: number]} Bundle Two topics, or an outlet and a
 *   topic; the weight of the heaviest is 1.
 */

const MOST_TOPICS = 8; // of one article that are counted
const MOST_BUNDLES = 60; // of each kind

/**
 * A function that gives the heaviest bundles; they are counted when it is first called.
 *
 * @param {Model} model
 * @returns {() => Bundle[]}
 */
export function createBundles(model) {
  /** @type {Bundle[] | null} */
  let made = null;
  return () => {
    made ||= countBundles(model);
    return made;
  };
}

/**
 * @param {Model} model
 * @returns {Bundle[]}
 */
function countBundles(model) {
  /** @type {Map<number, number>} */
  const weights = new Map();
  /** @type {(one: number, two: number) => void} */
  const add = (one, two) => {
    const key = Math.min(one, two) * model.count + Math.max(one, two);
    weights.set(key, (weights.get(key) || 0) + 1);
  };
  const [, articles] = model.range('article');
  for (let i = 0; i < articles; i += 1) {
    const topics = model.topics(i);
    for (let a = 0; a < Math.min(topics.length, MOST_TOPICS); a += 1) {
      for (let b = 0; b < a; b += 1) add(topics[a], topics[b]);
    }
    if (model.outlet(i) >= 0 && model.home(i) >= 0) add(model.outlet(i), model.home(i));
  }
  const ofOutlet = (/** @type {number} */ key) =>
    model.kind(Math.floor(key / model.count)) === 'outlet';
  const all = [...weights].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return [
    ...heaviest(
      all.filter(([key]) => ofOutlet(key)),
      model.count,
    ),
    ...heaviest(
      all.filter(([key]) => !ofOutlet(key)),
      model.count,
    ),
  ];
}

/**
 * @param {[key: number, weight: number][]} weights The heaviest first.
 * @param {number} count
 * @returns {Bundle[]}
 */
function heaviest(weights, count) {
  return weights
    .slice(0, MOST_BUNDLES)
    .map(([key, weight]) => [
      Math.floor(key / count),
      key % count,
      Math.sqrt(weight / weights[0][1]),
    ]);
}
