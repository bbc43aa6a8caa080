// Where nodes stand on the map.

/**
 * @import { Core, Nodes } from './nodes.js'
 * @import { Articles } from './articles.js'
 *
 * @typedef {object} Places
 * @property {Float32Array} xs
 * @property {Float32Array} ys
 * @property {Float32Array} rs Radii.
 */

/**
 * Places of articles are told from the middle of their theme, or of the topic they stand under.
 * Stories have no place of their own: they stand in the middle of their articles.
 *
 * @param {Core} core
 * @param {Nodes} nodes
 * @param {Articles} articles
 * @param {(i: number) => Uint32Array} members
 * @returns {Places}
 */
export function readPlaces({ places, dot }, { count, first }, { themeOf }, members) {
  const articles = first.outlet;
  const xs = new Float32Array(count);
  const ys = new Float32Array(count);
  const rs = new Float32Array(count);
  /** @param {number} at */
  const node = (at) => (at < first.story ? at : at + first.theme - first.story);
  for (const [at, x] of places.x.entries()) xs[node(at)] = x;
  for (const [at, y] of places.y.entries()) ys[node(at)] = y;
  for (const [at, r] of places.r.entries()) rs[node(articles + at)] = r;
  rs.fill(dot, 0, articles);
  for (let i = 0; i < articles; i += 1) {
    if (themeOf[i] < 0) continue;
    xs[i] += xs[themeOf[i]];
    ys[i] += ys[themeOf[i]];
  }
  for (let story = first.story; story < first.theme; story += 1) {
    const own = members(story);
    for (const i of own) {
      xs[story] += xs[i] / own.length;
      ys[story] += ys[i] / own.length;
    }
  }
  return { xs, ys, rs };
}

/**
 * The part of the model that says where a node stands.
 *
 * @param {Places} places
 */
export function placesOf({ xs, ys, rs }) {
  return {
    xs,
    ys,
    rs,
    x: (/** @type {number} */ i) => xs[i],
    y: (/** @type {number} */ i) => ys[i],
    r: (/** @type {number} */ i) => rs[i],
  };
}
