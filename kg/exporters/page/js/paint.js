// Paints the map on a 2D context, layer by layer.

import { createAtlas, MOST_DOTS } from './atlas.js';
import { nodeAt } from './hits.js';
import { createRoom } from './labels.js';
import {
  collect,
  paintBundles,
  paintDiscs,
  paintDots,
  paintFaded,
  paintOutlets,
} from './layers.js';
import { nameArticles, nameHovered, nameOutlets, nameThemes, nameTopics } from './mapnames.js';
import { paintFocus, paintTrace } from './spotlight.js';

/**
 * @import { Appearance } from './appearance.js'
 * @import { Atlas } from './atlas.js'
 * @import { View } from './camera.js'
 * @import { Model } from './model.js'
 * @import { Scene } from './scene.js'
 * @import { Pen } from './shapes.js'
 *
 * @typedef {object} Painter
 * @property {(pen: Pen, view: View) => void} paint
 * @property {(view: View, x: number, y: number) => number} at The node at a place of the screen, or
 *   -1.
 */

const MOST_BEHIND = 2000; // dots while something is in focus: they are hardly seen
const MOST_NAMES = 90;
const MOST_THEME_NAMES = 40;
const NAMED_FROM = 1.25; // the scale from which on articles are named

/**
 * What paints a map.
 *
 * @param {Model} model
 * @param {Appearance} appearance
 * @param {Scene} scene
 * @returns {Painter}
 */
export function createPainter(model, appearance, scene) {
  const atlas = createAtlas(model, appearance, scene);
  return {
    paint: (pen, view) => paintMap(atlas, pen, view),
    at: (view, x, y) => nodeAt(atlas, view, x, y),
  };
}

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 */
function paintMap(atlas, pen, view) {
  const { scene, visible, outlets } = atlas;
  atlas.hits = [];
  paintDiscs(atlas, pen, view);
  if (scene.links && scene.focus < 0) paintBundles(atlas, pen, view);
  const behind = scene.focus >= 0 && scene.nearSet.size <= MOST_DOTS;
  const length = collect(atlas, view, behind ? MOST_BEHIND : MOST_DOTS);
  if (!scene.all) paintFaded(atlas, pen, view, length);
  const keep = scene.all ? () => true : (/** @type {number} */ i) => scene.pass[i];
  paintDots(atlas, pen, view, visible, length, keep);
  paintOutlets(atlas, pen, view, outlets);
  if (scene.focus >= 0) paintFocus(atlas, pen, view, length);
  else paintNames(atlas, pen, view, length);
  if (scene.trace.length) paintTrace(atlas, pen, view);
  nameHovered(atlas, pen, view);
}

/**
 * The names of an overview.
 *
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {number} length How many articles are visible.
 */
function paintNames(atlas, pen, view, length) {
  const room = createRoom();
  nameTopics(atlas, pen, view, room);
  nameThemes(atlas, pen, view, room, MOST_THEME_NAMES);
  nameOutlets(atlas, pen, view, room, atlas.outlets, view.width < 600 ? 14 : 46);
  if (view.scale > NAMED_FROM) {
    nameArticles(atlas, pen, view, room, atlas.visible, length, MOST_NAMES);
  }
}
