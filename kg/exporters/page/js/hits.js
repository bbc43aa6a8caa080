// What is at a place of the map.

import { dotSize, outletSize } from './atlas.js';

/**
 * @import { Atlas } from './atlas.js'
 * @import { View } from './camera.js'
 */

/**
 * The node at a place of the screen, or -1: a name, a dot, an outlet, a theme, a topic.
 *
 * @param {Atlas} atlas
 * @param {View} view
 * @param {number} x
 * @param {number} y
 */
export function nodeAt(atlas, view, x, y) {
  const { xs, ys, rs, hits, outlets, topics } = atlas;
  const { scale, tx, ty } = view;
  for (const [i, left, top, right, bottom] of hits) {
    if (x >= left && x <= right && y >= top && y <= bottom) return i;
  }
  const article = articleAt(atlas, view, x, y);
  if (article >= 0) return article;
  for (const i of outlets) {
    const half = outletSize(atlas, i, scale) + 2;
    if (Math.abs(xs[i] * scale + tx - x) <= half && Math.abs(ys[i] * scale + ty - y) <= half) {
      return i;
    }
  }
  const within = (/** @type {number} */ i) =>
    (xs[i] * scale + tx - x) ** 2 + (ys[i] * scale + ty - y) ** 2 < (rs[i] * scale) ** 2;
  for (let i = atlas.firstTheme; i < atlas.count; i += 1) {
    if (rs[i] * scale > 8 && within(i)) return i;
  }
  return topics.find(within) ?? -1;
}

/**
 * The nearest article within reach, or -1.
 *
 * @param {Atlas} atlas
 * @param {View} view
 * @param {number} x
 * @param {number} y
 */
function articleAt({ xs, ys, articles }, { scale, tx, ty }, x, y) {
  let best = -1;
  let reach = Math.max(dotSize(scale) + 3, 7) ** 2;
  for (let i = 0; i < articles; i += 1) {
    const apart = (xs[i] * scale + tx - x) ** 2 + (ys[i] * scale + ty - y) ** 2;
    if (apart < reach) {
      best = i;
      reach = apart;
    }
  }
  return best;
}
