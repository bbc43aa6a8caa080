// What is painted over the map: the node in focus with what is around it, and the trace of a path.

import { dotSize, MOST_DOTS, outletSize } from './atlas.js';
import { createRoom } from './labels.js';
import { paintDots, paintLines, paintOutlets, paintRing } from './layers.js';
import { nameArticles, nameOutlets } from './mapnames.js';
import { paintNotes, placeNotes } from './notes.js';
import { circle } from './shapes.js';

/**
 * @import { Atlas } from './atlas.js'
 * @import { View } from './camera.js'
 * @import { Room } from './labels.js'
 * @import { Note } from './notes.js'
 * @import { Pair } from './scene.js'
 * @import { Pen } from './shapes.js'
 */

const WIDE_STAGE = 720;

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {number} length How many articles are visible.
 */
export function paintFocus(atlas, pen, view, length) {
  const { scene, ink } = atlas;
  const { focus, near, nearOutlets } = scene;
  const wide = view.width >= WIDE_STAGE;
  pen.globalAlpha = 0.86;
  pen.fillStyle = ink('ground');
  pen.fillRect(0, 0, view.width, view.height);
  pen.globalAlpha = 1;
  if (isGroup(atlas, focus)) paintGroup(atlas, pen, view);
  paintAround(atlas, pen, view, length);
  const room = createRoom();
  const notes = wide ? placeNotes(atlas, pen, view, near) : [];
  nameFocus(atlas, pen, view, room, notes);
  if (wide) paintNotes(atlas, pen, room, notes, dotSize(view.scale));
  else nameArticles(atlas, pen, view, room, near, near.length, 14);
  const others = nearOutlets.filter((i) => i !== focus);
  nameOutlets(atlas, pen, view, room, others, 12);
}

/**
 * Whether a node is a disc of the map: a topic or a theme.
 *
 * @param {Atlas} atlas
 * @param {number} i
 */
function isGroup({ firstTopic, firstStory, firstTheme }, i) {
  return i >= firstTopic && (i < firstStory || i >= firstTheme);
}

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 */
function paintGroup({ scene: { focus }, ink, xs, ys, rs }, pen, { scale, tx, ty }) {
  pen.beginPath();
  circle(pen, xs[focus] * scale + tx, ys[focus] * scale + ty, rs[focus] * scale);
  pen.fillStyle = ink('sheet');
  pen.fill();
  pen.strokeStyle = ink('line');
  pen.lineWidth = 1.5;
  pen.stroke();
}

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {number} length
 */
function paintAround(atlas, pen, view, length) {
  const { scene, ink, articles, firstTopic, visible } = atlas;
  const { focus, near, nearSet, nearOutlets, edges } = scene;
  const alpha = edges.length > 60 ? 0.2 : 0.4;
  paintLines(atlas, pen, view, edges, { colour: ink('soft'), width: 1, alpha });
  // Of more than can be drawn, as on the map, the same share of each theme.
  if (nearSet.size > MOST_DOTS) {
    paintDots(atlas, pen, view, visible, length, (i) => nearSet.has(i));
  } else {
    paintDots(atlas, pen, view, near, near.length, (i) => i < articles);
  }
  paintOutlets(atlas, pen, view, nearOutlets);
  if (focus >= firstTopic) return;
  if (focus < articles) paintDots(atlas, pen, view, [focus], 1, () => true);
  else paintOutlets(atlas, pen, view, [focus]);
  paintRing(atlas, pen, view, focus, 4);
}

/**
 * Writes the name of what is in focus above or below it, where it covers no note.
 *
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {Room} room
 * @param {Note[]} notes
 */
function nameFocus(atlas, pen, view, room, notes) {
  const { model, scene, ink, lettering, xs, ys, firstTopic } = atlas;
  const { focus } = scene;
  const { scale, tx, ty, width, height } = view;
  const isStory = model.kind(focus) === 'story';
  const font = lettering.face(700, focus >= firstTopic ? 16 : 14, true);
  const text = lettering.fitted(pen, font, model.label(focus), width * 0.4);
  const half = lettering.measure(pen, font, text) / 2;
  const x = xs[focus] * scale + tx;
  const size = sizeOfFocus(atlas, scale);
  const places = [-1, 1].map((side) =>
    Math.max(20, Math.min(height - 20, ys[focus] * scale + ty + side * (size + 16))),
  );
  const covers = (/** @type {number} */ place) =>
    notes.some(
      ({ start, end, y }) => start < x + half && x - half < end && Math.abs(y - place) < 18,
    );
  const y = places.find((place) => !covers(place)) ?? places[0];
  // Above a story stands the same name, below it the legend.
  if (isStory && (y <= 52 || y >= height - 56)) return;
  room.put(x - half, y - 9, x + half, y + 9);
  lettering.halo(pen, font, text, x, y, ink('ink'));
}

/**
 * How far what is in focus reaches up and down on the screen.
 *
 * @param {Atlas} atlas
 * @param {number} scale
 */
function sizeOfFocus(atlas, scale) {
  const { model, scene, ys, rs, articles, firstTopic } = atlas;
  const { focus, near } = scene;
  if (model.kind(focus) === 'story') {
    // The name of a story stands above or below its articles, which may be anywhere.
    return Math.max(0, ...near.map((i) => Math.abs(ys[i] - ys[focus]))) * scale + 12;
  }
  if (focus >= firstTopic) return rs[focus] * scale - 2;
  return focus < articles ? dotSize(scale) : outletSize(atlas, focus, scale);
}

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 */
export function paintTrace(atlas, pen, view) {
  const { scene, ink, xs, ys, articles, firstTopic } = atlas;
  const { trace } = scene;
  const { scale, tx, ty } = view;
  const steps = trace.slice(1).map((node, at) => /** @type {Pair} */ ([trace[at], node]));
  paintLines(atlas, pen, view, steps, { colour: ink('accent'), width: 3, alpha: 0.9 });
  for (const node of trace) {
    pen.beginPath();
    circle(pen, xs[node] * scale + tx, ys[node] * scale + ty, Math.max(6, dotSize(scale) + 2));
    pen.fillStyle = ink('accent');
    pen.fill();
  }
  const room = createRoom();
  const named = trace.filter((i) => i < articles);
  nameArticles(atlas, pen, view, room, named, named.length, 40);
  const outlets = trace.filter((i) => i >= articles && i < firstTopic);
  nameOutlets(atlas, pen, view, room, outlets, 40);
}
