// What the layers of the map share: the model, the scene, and the order in which nodes are drawn.

import { createLettering } from './lettering.js';
import { mostLinked, nodesOf } from './order.js';

/**
 * @import { Appearance } from './appearance.js'
 * @import { Lettering } from './lettering.js'
 * @import { Model } from './model.js'
 * @import { Scene } from './scene.js'
 * @import { Bounds } from './shapes.js'
 *
 * @typedef {[node: number, ...bounds: Bounds]} Hit A name on the screen.
 *
 * @typedef {object} Atlas
 * @property {Model} model
 * @property {Scene} scene
 * @property {Appearance['ink']} ink
 * @property {Lettering} lettering
 * @property {Float32Array} xs Places of the map, those of the model.
 * @property {Float32Array} ys
 * @property {Float32Array} rs
 * @property {number} articles How many there are; the first outlet.
 * @property {number} firstTopic
 * @property {number} firstStory
 * @property {number} firstTheme
 * @property {number} count
 * @property {Uint32Array} ranked Articles in the order in which they are drawn.
 * @property {number[]} topics The largest first.
 * @property {number[]} outlets The largest first.
 * @property {Uint32Array} visible The articles of this frame, see `collect`.
 * @property {Hit[]} hits The names of this frame.
 */

export const MOST_DOTS = 6000;
export const CALLOUT_WIDTH = 0.27; // of the stage, on each side

/**
 * @param {Model} model
 * @param {Appearance} appearance
 * @param {Scene} scene
 * @returns {Atlas}
 */
export function createAtlas(model, { ink }, scene) {
  const { xs, ys, rs, count } = model;
  const [firstTopic] = model.range('topic');
  const [firstStory, firstTheme] = model.range('story');
  const largest = (/** @type {number} */ a, /** @type {number} */ b) => rs[b] - rs[a] || a - b;
  return {
    model,
    scene,
    ink,
    lettering: createLettering(ink),
    xs,
    ys,
    rs,
    articles: model.range('article')[1],
    firstTopic,
    firstStory,
    firstTheme,
    count,
    ranked: rankedArticles(model),
    topics: nodesOf(model, 'topic').sort(largest),
    outlets: nodesOf(model, 'outlet').sort(largest),
    visible: new Uint32Array(MOST_DOTS),
    hits: [],
  };
}

/**
 * Articles in the order in which they are drawn: of each theme, and of those in none, the same
 * share at a time.
 *
 * @param {Model} model
 */
function rankedArticles(model) {
  const [, articles] = model.range('article');
  // Multiples of a number that is no fraction fall evenly, wherever one stops (Weyl's theorem).
  const scatter = (/** @type {number} */ i) => (i * 0.7548776662) % 1;
  const share = Float32Array.from({ length: articles }, (_, i) => scatter(i));
  for (const theme of nodesOf(model, 'theme')) {
    const members = [...model.articles(theme)].sort(mostLinked(model));
    for (const [at, i] of members.entries()) share[i] = (at + scatter(theme)) / members.length;
  }
  const byWeight = mostLinked(model);
  return Uint32Array.from({ length: articles }, (_, i) => i).sort(
    (a, b) => share[a] - share[b] || byWeight(a, b),
  );
}

/**
 * The radius of an article on the screen.
 *
 * @param {number} scale
 */
export function dotSize(scale) {
  return Math.max(0.8, Math.min(7, 3.9 * scale));
}

/**
 * Half the side of an outlet on the screen.
 *
 * @param {Atlas} atlas
 * @param {number} i
 * @param {number} scale
 */
export function outletSize({ rs }, i, scale) {
  return Math.max(1.6, Math.min(26, rs[i] * Math.max(scale, 0.14) * 0.62));
}
