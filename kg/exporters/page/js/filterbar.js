// The bar of filters, with its histogram of months.

import { showChips } from './chips.js';
import { byId, inputById, penOf } from './dom.js';
import { isSet } from './filters.js';
import { createMenu } from './menu.js';
import { grouped, plural, spokenDate } from './text.js';

/**
 * @import { Appearance } from './appearance.js'
 * @import { Filter, Filtered } from './filters.js'
 * @import { Model } from './model.js'
 *
 * @typedef {Appearance['ink']} Ink
 *
 * @typedef {object} FilterBar
 * @property {(filter: Filter, result: Filtered, ink: Ink) => void} update Shows a filter and what
 *   passes it.
 * @property {(ink: Ink) => void} draw Draws the histogram again.
 */

/**
 * @param {Model} model
 * @param {string[]} months
 * @param {(part: Partial<Filter> | null) => void} change Called with what the reader sets; null
 *   clears all filters.
 * @returns {FilterBar}
 */
export function createFilterBar(model, months, change) {
  const topics = createMenu(model, 'topic', (chosen) => change({ topics: chosen }));
  const outlets = createMenu(model, 'outlet', (chosen) => change({ outlets: chosen }));
  const curated = inputById('curated');
  curated.addEventListener('change', () => change({ curated: curated.checked }));
  byId('clear').addEventListener('click', () => change(null));
  const range = createRange(months, change);
  /** @type {Uint32Array} */
  let byMonth = new Uint32Array(0);

  /** @param {Ink} ink */
  function draw(ink) {
    drawHistogram(byMonth, range.chosen(), ink);
  }

  return {
    draw,
    update(filter, result, ink) {
      const all = plural(model.range('article')[1], 'article');
      byMonth = result.byMonth;
      byId('count').textContent = result.all ? `All ${all}` : `${grouped(result.count)} of ${all}`;
      byId('clear').hidden = result.all && !isSet(filter);
      showChips(model, filter, change);
      curated.checked = filter.curated;
      range.update(filter);
      topics.update(filter.topics, result.byNode);
      outlets.update(filter.outlets, result.byNode);
      draw(ink);
    },
  };
}

/**
 * The two sliders that choose a range of months.
 *
 * @param {string[]} months
 * @param {(part: Partial<Filter>) => void} change
 */
function createRange(months, change) {
  const [from, to] = [inputById('from'), inputById('to')];
  const last = Math.max(0, months.length - 1);
  const chosen = () => [Number(from.value), Number(to.value)].sort((a, b) => a - b);
  const slid = () => {
    const [start, end] = chosen();
    change({
      word: -1,
      from: start > 0 ? months[start] : '',
      to: end < months.length - 1 ? months[end] : '',
    });
  };
  byId('dates').hidden = months.length < 2;
  for (const slider of [from, to]) {
    slider.max = String(last);
    slider.addEventListener('input', slid);
  }
  return {
    chosen,
    update(/** @type {Filter} */ filter) {
      const after = months.findIndex((month) => month >= filter.from.slice(0, 7));
      const before = months.findLastIndex((month) => month <= filter.to.slice(0, 7));
      const start = filter.from ? Math.max(0, after) : 0;
      const end = filter.to ? Math.max(0, before) : last;
      if (document.activeElement !== from || !filter.from) from.value = String(start);
      if (document.activeElement !== to || !filter.to) to.value = String(end);
      const spoken = [start, end].map((at) => spokenDate(months[at] || ''));
      from.setAttribute('aria-valuetext', spoken[0]);
      to.setAttribute('aria-valuetext', spoken[1]);
      byId('span').textContent = months.length ? spoken.join(' – ') : '';
    },
  };
}

/**
 * @param {Uint32Array} byMonth
 * @param {number[]} chosen The first and the last month that are chosen.
 * @param {Ink} ink
 */
function drawHistogram(byMonth, [start, end], ink) {
  const histogram = /** @type {HTMLCanvasElement} */ (byId('histogram'));
  const pen = penOf(histogram);
  const ratio = globalThis.devicePixelRatio || 1;
  const [wide, tall] = [histogram.clientWidth, histogram.clientHeight];
  histogram.width = wide * ratio;
  histogram.height = tall * ratio;
  pen.scale(ratio, ratio);
  // A square root, so that quiet months are seen beside loud ones.
  const most = Math.sqrt(Math.max(1, ...byMonth));
  const step = (wide - 12) / byMonth.length;
  for (const [at, count] of byMonth.entries()) {
    const height = (tall * Math.sqrt(count)) / most;
    pen.fillStyle = ink(at >= start && at <= end ? 'article' : 'line');
    pen.fillRect(6 + at * step, tall - height, Math.max(1, step - (step > 4 ? 1 : 0)), height);
  }
}
