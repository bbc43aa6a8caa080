// The axis of time below or above a drawing.

import { draw, widthOf } from './drawing.js';
import { utcTicks } from './libraries.js';
import { MONTHS } from './text.js';

/**
 * @typedef {object} Scale Where times stand.
 * @property {Date} start
 * @property {Date} end
 * @property {number} left In pixels.
 * @property {number} right
 */

const TICK_LETTERS = 12; // pixels

/**
 * The place of a time, in pixels.
 *
 * @param {Scale} scale
 * @param {number} time In milliseconds.
 */
export function xOf({ start, end, left, right }, time) {
  const span = end.getTime() - start.getTime() || 1;
  return left + ((time - start.getTime()) / span) * (right - left);
}

/**
 * A round date as it stands at a tick: '2024', 'May', '3 May' or '09:00'. The first one says which
 * year or day it is.
 *
 * @param {Date} date
 * @param {boolean} first
 */
export function tickText(date, first) {
  const [year, month, day] = [date.getUTCFullYear(), MONTHS[date.getUTCMonth()], date.getUTCDate()];
  const time = date.toISOString().slice(11, 16);
  if (time !== '00:00') return first ? `${day} ${month} ${time}` : time;
  if (day !== 1) return first ? `${day} ${month} ${year}` : `${day} ${month}`;
  if (date.getUTCMonth()) return first ? `${month} ${year}` : month;
  return first ? `${month} ${year}` : String(year);
}

/**
 * The ticks of an axis with lines down to `bottom`, as many as there is room for.
 *
 * @param {Scale} scale
 * @param {number} y Of the texts.
 * @param {[top: number, bottom: number]} lines
 */
export function axisOf(scale, y, [top, bottom]) {
  const { start, end, left, right } = scale;
  const dates = utcTicks(start, end, Math.max(2, Math.round((right - left) / 80)));
  let free = -Infinity;
  const marks = dates.map((date, at) => {
    const x = xOf(scale, date.getTime());
    const text = tickText(date, at === 0);
    const half = widthOf(text, TICK_LETTERS) / 2;
    const line = draw('line', { class: 'tick', x1: x, x2: x, y1: top, y2: bottom });
    if (x - half < free || x + half > right + 40) return draw('g', {}, line);
    free = x + half + 8;
    return draw('g', {}, line, draw('text', { x, y, 'text-anchor': 'middle' }, text));
  });
  return draw('g', { class: 'axis', 'aria-hidden': 'true' }, ...marks);
}
