// The bars of an overview: how many articles each month has. One drags over them to look closer.

import { xOf } from './axis.js';
import { asButton, draw, fittedText, widthOf } from './drawing.js';
import { grouped, plural, spokenDate } from './text.js';

/**
 * @import { Scale } from './axis.js'
 * @import { Burst } from './nodes.js'
 * @import { Timeline } from './timeline.js'
 *
 * @typedef {object} Bars
 * @property {Timeline} timeline
 * @property {Scale} scale
 * @property {number} top
 * @property {number} bottom
 * @property {Uint32Array} counts Of each bar, how many articles pass the filters.
 * @property {Uint32Array | null} most Of each bar, how many of these are of the largest outlet.
 * @property {(first: number, last: number) => void} choose Takes a span of bars.
 * @property {(text: string) => void} say
 */

/**
 * A bar in words: 'Sep 2020: 403 articles'.
 *
 * @param {Bars} bars
 * @param {number} at
 */
export function barInWords({ timeline: { unit, bins }, counts }, at) {
  const { from, to } = bins[at];
  const name = {
    day: spokenDate(from),
    week: `Week of ${spokenDate(from)}`,
    month: spokenDate(from.slice(0, 7)),
    quarter: `${spokenDate(from.slice(0, 7))} – ${spokenDate(to.slice(0, 7))}`,
    year: from.slice(0, 4),
  }[unit];
  return `${name}: ${plural(counts[at], 'article')}`;
}

/** @param {Bars} bars */
export function drawBars(bars) {
  const { timeline, scale, top, bottom, counts, most } = bars;
  const peak = Math.max(1, ...counts);
  const rects = timeline.bins.flatMap((bin, at) => {
    const [x, end] = edges(bars, at);
    const width = Math.max(1, end - x - (end - x > 4 ? 1.5 : 0));
    const height = ((bottom - top) * counts[at]) / peak;
    const share = most ? ((bottom - top) * most[at]) / peak : 0;
    const place = { x, width, 'data-from': bin.from };
    return [
      draw('rect', { class: 'some', ...place, y: bottom - height, height: height - share }),
      draw('rect', { class: 'most', ...place, y: bottom - share, height: share }),
    ];
  });
  return draw(
    'g',
    { class: 'bars-of-time' },
    draw(
      'text',
      { class: 'axis', x: scale.left - 8, y: top + 4, 'text-anchor': 'end' },
      grouped(peak),
    ),
    draw('line', { class: 'base', x1: scale.left, x2: scale.right, y1: bottom, y2: bottom }),
    ...rects,
    brushOf(bars),
  );
}

/**
 * @param {Bars} bars
 * @param {number} at
 */
function edges({ timeline: { bins }, scale }, at) {
  const end = at + 1 < bins.length ? bins[at + 1].start : scale.end;
  return [xOf(scale, bins[at].start.getTime()), xOf(scale, end.getTime())];
}

/**
 * What one drags over, or moves through by arrow keys.
 *
 * @param {Bars} bars
 */
function brushOf(bars) {
  const { timeline, scale, top, bottom, choose, say } = bars;
  const last = timeline.bins.length - 1;
  const place = { y: top - 6, height: bottom - top + 6 };
  const mark = draw('rect', { class: 'brushed', ...place, x: 0, width: 0 });
  const title = draw('title', {});
  let [anchor, head] = [-1, -1];
  let dragging = false;

  const show = () => {
    const [first, end] = [Math.min(anchor, head), Math.max(anchor, head)];
    const x = first < 0 ? 0 : edges(bars, first)[0];
    mark.setAttribute('x', String(x));
    mark.setAttribute('width', String(first < 0 ? 0 : edges(bars, end)[1] - x));
  };
  const take = () => {
    if (anchor >= 0) choose(Math.min(anchor, head), Math.max(anchor, head));
  };
  const at = (/** @type {PointerEvent} */ event) => {
    const box = area.getBoundingClientRect();
    const x =
      scale.left + ((event.clientX - box.left) / (box.width || 1)) * (scale.right - scale.left);
    const found = timeline.bins.findLastIndex((_, bin) => edges(bars, bin)[0] <= x);
    return Math.min(last, Math.max(0, found));
  };
  const area = draw(
    'rect',
    {
      class: 'brush',
      ...place,
      x: scale.left,
      width: scale.right - scale.left,
      tabindex: 0,
      role: 'slider',
      'aria-label': 'Articles over time. Arrow keys choose, with Shift a span; Enter filters',
      'aria-valuemin': 0,
      'aria-valuemax': last,
      'aria-valuenow': 0,
      'aria-valuetext': barInWords(bars, 0),
      onpointerdown(/** @type {PointerEvent} */ event) {
        if (event.button) return;
        area.setPointerCapture(event.pointerId);
        dragging = true;
        anchor = at(event);
        head = anchor;
        show();
      },
      onpointermove(/** @type {PointerEvent} */ event) {
        const now = at(event);
        title.textContent = barInWords(bars, now);
        if (!dragging) return;
        head = now;
        show();
      },
      onpointerup() {
        if (dragging) take();
        dragging = false;
      },
      onpointercancel() {
        dragging = false;
        [anchor, head] = [-1, -1];
        show();
      },
      onkeydown(/** @type {KeyboardEvent} */ event) {
        const step = { ArrowLeft: -1, ArrowRight: 1, Home: -last, End: last }[event.key];
        if (event.key === 'Enter') take();
        if (!step) return;
        event.preventDefault();
        head = Math.min(last, Math.max(0, head < 0 ? (step > 0 ? 0 : last) : head + step));
        if (!event.shiftKey) anchor = head;
        area.setAttribute('aria-valuenow', String(head));
        area.setAttribute('aria-valuetext', barInWords(bars, head));
        say(barInWords(bars, head));
        show();
      },
    },
    title,
  );
  return draw('g', {}, mark, area);
}

const WORD = 13; // pixels
const WORD_ROWS = 4;

/**
 * The words of months above their bars, in rows so that none covers another.
 *
 * @param {Burst[]} bursts
 * @param {Scale} scale
 * @param {object} options
 * @param {number} options.bottom
 * @param {number} options.chosen
 * @param {(i: number) => boolean} options.passes Words of which no article passes are left out.
 * @param {(at: number) => void} options.choose
 */
export function drawWords(bursts, scale, { bottom, chosen, passes, choose }) {
  /** @type {number[]} */
  const free = Array(WORD_ROWS).fill(-Infinity);
  const marks = bursts.flatMap((burst, at) => {
    const middle = Date.parse(`${burst.month}-15T00:00:00Z`);
    if (middle < scale.start.getTime() || middle > scale.end.getTime()) return [];
    if (!burst.articles.some(passes)) return [];
    const x = xOf(scale, middle);
    const text = fittedText(burst.word, 160, WORD);
    const half = widthOf(text, WORD) / 2;
    const centre = Math.min(scale.right - half, Math.max(scale.left - 30 + half, x));
    const row = free.findIndex((end) => end < centre - half);
    if (row < 0) return [];
    free[row] = centre + half + 10;
    const y = 14 + 20 * row;
    const label = `${burst.word}, ${spokenDate(burst.month)}: ${plural(burst.articles.length, 'article')} of ${plural(burst.outlets, 'outlet')}`;
    return [
      draw('line', { class: 'leader', x1: x, x2: x, y1: y + 5, y2: bottom }),
      draw(
        'g',
        { class: at === chosen ? 'word on' : 'word', ...asButton(label, () => choose(at)) },
        draw(
          'text',
          { x: centre, y, 'text-anchor': 'middle', 'font-size': WORD, 'aria-hidden': true },
          text,
        ),
      ),
    ];
  });
  return draw('g', { class: 'words-of-time' }, ...marks);
}
