// Names in columns beside the picture, with lines that lead to their articles.

import { CALLOUT_WIDTH } from './atlas.js';
import { callouts } from './labels.js';

/**
 * @import { Atlas } from './atlas.js'
 * @import { View } from './camera.js'
 * @import { Callout, Point, Room } from './labels.js'
 * @import { Pen } from './shapes.js'
 *
 * @typedef {object} Note
 * @property {Point & { i: number }} point Where the article is.
 * @property {Callout['side']} side
 * @property {number} y
 * @property {string} font
 * @property {string} text
 * @property {number} start The left end of the text.
 * @property {number} end
 */

const LINE = 21;
const MOST_POINTS = 400;

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {number[]} near
 * @returns {Note[]}
 */
export function placeNotes(atlas, pen, view, near) {
  const { model, scene, lettering } = atlas;
  // Articles of a story have nearly one headline: what tells them apart is the outlet.
  const byOutlet = model.kind(scene.focus) === 'story';
  const name = (/** @type {number} */ i) =>
    model.label(byOutlet && model.outlet(i) >= 0 ? model.outlet(i) : i);
  const { width, height } = view;
  const font = lettering.face(400, 12.5);
  const reach = width * CALLOUT_WIDTH;
  const points = pointsInView(atlas, view, near);
  const column = { top: 44, bottom: height - 50, line: LINE };
  return callouts(points, column).map(({ at, side, y }) => {
    const text = lettering.fitted(pen, font, name(points[at].i), reach - 20);
    const wide = lettering.measure(pen, font, text);
    const start = side === 'left' ? reach - 6 - wide : width - reach + 6;
    return { point: points[at], side, y, font, text, start, end: start + wide };
  });
}

/**
 * @param {Atlas} atlas
 * @param {View} view
 * @param {number[]} near
 */
function pointsInView({ scene, xs, ys, articles }, { scale, tx, ty, width, height }, near) {
  /** @type {Note['point'][]} */
  const points = [];
  for (const i of near) {
    if (points.length > MOST_POINTS) break;
    const x = xs[i] * scale + tx;
    const y = ys[i] * scale + ty;
    if (i === scene.focus || i >= articles) continue;
    if (x > 0 && x < width && y > 0 && y < height) points.push({ x, y, i });
  }
  return points;
}

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {Room} room
 * @param {Note[]} notes
 * @param {number} radius That of the dots that the lines lead to.
 */
export function paintNotes({ scene, ink, lettering, hits }, pen, room, notes, radius) {
  for (const { point, side, y, font, text, start, end } of notes) {
    if (!room.put(start, y - 8, end, y + 8)) continue;
    const { x: px, y: py, i } = point;
    const left = side === 'left';
    const edge = left ? end : start;
    pen.beginPath();
    pen.moveTo(edge + (left ? 5 : -5), y);
    const knee = left ? Math.min(edge + 26, px - radius) : Math.max(edge - 26, px + radius);
    if (left ? knee > edge : knee < edge) pen.lineTo(knee, y);
    pen.lineTo(px, py);
    pen.strokeStyle = scene.colours[scene.scheme.tint[i]];
    pen.globalAlpha = scene.hovered === i ? 1 : 0.45;
    pen.lineWidth = scene.hovered === i ? 2 : 1;
    pen.stroke();
    pen.globalAlpha = 1;
    lettering.halo(pen, font, text, edge, y, ink('ink'), left ? 'right' : 'left');
    hits.push([i, start, y - LINE / 2, end, y + LINE / 2]);
  }
}
