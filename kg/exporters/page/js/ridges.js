// A ridge for each topic or outlet: when its articles came out, on the axis of the bars.

import { xOf } from './axis.js';
import { asButton, draw, fittedText } from './drawing.js';
import { grouped, plural } from './text.js';

/**
 * @import { Scale } from './axis.js'
 * @import { Model } from './model.js'
 * @import { Timeline } from './timeline.js'
 *
 * @typedef {object} Ridge
 * @property {number} node
 * @property {number[]} counts Of each bar of time.
 */

const RIDGE_STEP = 42; // pixels from one ridge to the next
const HEIGHT = 27;
const RIDGE_LETTERS = 14;
const NAMES_FROM = 100; // pixels at the left in which a name has room

/** How much room so many ridges take. @param {number} count */
export function heightOf(count) {
  return RIDGE_STEP * count;
}

/**
 * @param {Model} model
 * @param {Ridge[]} ridges
 * @param {{ timeline: Timeline, scale: Scale, top: number, chosen: Set<number>, choose: (node:
 *   number) => void }} options
 */
export function drawRidges(model, ridges, { timeline, scale, top, chosen, choose }) {
  const rows = ridges.map(({ node, counts }, row) => {
    const base = top + RIDGE_STEP * (row + 1) - 8;
    const peak = Math.max(1, ...counts);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const points = counts.map((count, at) => {
      const next = timeline.bins[at + 1]?.start ?? scale.end;
      const x = xOf(scale, (timeline.bins[at].start.getTime() + next.getTime()) / 2);
      return { x, y: base - (HEIGHT * count) / peak, count };
    });
    const line = points.map(({ x, y }) => `L${x.toFixed(1)},${y.toFixed(1)}`).join('');
    const path = `M${points[0].x.toFixed(1)},${base}${line}L${points[points.length - 1].x.toFixed(1)},${base}Z`;
    const highest = points.find(({ count }) => count === peak);
    const label = `${model.label(node)}: ${plural(total, 'article')}. Filter by it`;
    const isNarrow = scale.left < NAMES_FROM;
    const room = isNarrow ? scale.right : scale.left - 12;
    const name = fittedText(model.label(node), room, RIDGE_LETTERS);
    const ridge = draw(
      'g',
      {
        class: `ridge${chosen.has(node) ? ' on' : ''}`,
        ...asButton(label, () => choose(node)),
        'aria-pressed': String(chosen.has(node)),
      },
      draw('rect', {
        class: 'reach',
        x: 0,
        width: scale.right,
        y: base - HEIGHT - 6,
        height: RIDGE_STEP,
      }),
      draw(
        'text',
        {
          class: 'name',
          'aria-hidden': true,
          x: 0,
          y: base - (isNarrow ? HEIGHT - 4 : 8),
          'font-size': RIDGE_LETTERS,
        },
        name,
      ),
      draw('line', { class: 'base', x1: scale.left, x2: scale.right, y1: base, y2: base }),
      draw('path', { d: path }),
    );
    ridge.style.setProperty('--own', `var(--c${row % 9})`);
    if (!highest || !total) return ridge;
    const place = { x: highest.x, y: highest.y - 3, 'text-anchor': 'middle' };
    return draw('g', {}, ridge, draw('text', { class: 'peak', ...place }, grouped(peak)));
  });
  return draw('g', { class: 'ridges' }, ...rows);
}
