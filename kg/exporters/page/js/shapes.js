// Shapes on a 2D context, and boxes around places of the map.

/**
 * @import { View } from './camera.js'
 *
 * @typedef {[left: number, top: number, right: number, bottom: number]} Bounds
 *
 * @typedef {'save' | 'restore' | 'translate' | 'scale' | 'setLineDash'} PenStates
 * @typedef {'beginPath' | 'closePath' | 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'arc'} PenPaths
 * @typedef {'rect' | 'fill' | 'stroke' | 'fillRect' | 'fillText' | 'strokeText'} PenStrokes
 * @typedef {'fillStyle' | 'strokeStyle' | 'lineWidth' | 'lineJoin' | 'globalAlpha'} PenLooks
 * @typedef {'font' | 'textAlign' | 'textBaseline' | 'direction' | 'measureText'} PenTexts
 * @typedef {Pick<CanvasRenderingContext2D,
 *   PenStates | PenPaths | PenStrokes | PenLooks | PenTexts>} Pen The part of a 2D context that the
 *   painters use. A pen that draws SVG has the same.
 */

/** @type {Readonly<Bounds>} */
export const NOWHERE = [Infinity, Infinity, -Infinity, -Infinity];

/**
 * The box around boxes; that of none is `NOWHERE`.
 *
 * @param {Iterable<Bounds>} boxes
 * @returns {Bounds}
 */
export function boxAround(boxes) {
  /** @type {Bounds} */
  const all = [...NOWHERE];
  for (const [left, top, right, bottom] of boxes) {
    all[0] = Math.min(all[0], left);
    all[1] = Math.min(all[1], top);
    all[2] = Math.max(all[2], right);
    all[3] = Math.max(all[3], bottom);
  }
  return all;
}

/**
 * The box around a disc.
 *
 * @param {number} x
 * @param {number} y
 * @param {number} r
 * @returns {Bounds}
 */
export function boxOf(x, y, r) {
  return [x - r, y - r, x + r, y + r];
}

/**
 * Adds a circle to the path.
 *
 * @param {Pen} pen
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function circle(pen, x, y, radius) {
  pen.moveTo(x + radius, y);
  pen.arc(x, y, radius, 0, 2 * Math.PI);
}

/**
 * Begins a path with a rectangle of round corners.
 *
 * @param {Pen} pen
 * @param {Bounds} bounds
 * @param {number} radius
 */
export function roundedBox(pen, [left, top, right, bottom], radius) {
  pen.beginPath();
  pen.moveTo(left + radius, top);
  pen.lineTo(right - radius, top);
  pen.quadraticCurveTo(right, top, right, top + radius);
  pen.lineTo(right, bottom - radius);
  pen.quadraticCurveTo(right, bottom, right - radius, bottom);
  pen.lineTo(left + radius, bottom);
  pen.quadraticCurveTo(left, bottom, left, bottom - radius);
  pen.lineTo(left, top + radius);
  pen.quadraticCurveTo(left, top, left + radius, top);
  pen.closePath();
}

/**
 * Whether any of a disc is in sight.
 *
 * @param {View} view
 * @param {number} x
 * @param {number} y
 * @param {number} radius
 */
export function inView(view, x, y, radius) {
  return x + radius > 0 && y + radius > 0 && x - radius < view.width && y - radius < view.height;
}
