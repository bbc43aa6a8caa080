// The layers of the map without its names: discs, dots, squares and lines.

import { dotSize, MOST_DOTS, outletSize } from './atlas.js';
import { circle, inView } from './shapes.js';

/**
 * @import { Atlas } from './atlas.js'
 * @import { View } from './camera.js'
 * @import { Pair } from './scene.js'
 * @import { Pen } from './shapes.js'
 */

const MOST_THEMES = 1500;

/**
 * A disc of the map.
 *
 * @param {Pen} pen
 * @param {View} view
 * @param {[x: number, y: number, r: number]} place
 * @param {string} colour
 * @param {number} fill How opaque it is.
 * @param {number} rim How opaque its rim is; 0 draws none.
 */
function paintDisc(pen, { scale, tx, ty }, [x, y, r], colour, fill, rim) {
  pen.beginPath();
  circle(pen, x * scale + tx, y * scale + ty, r * scale);
  pen.globalAlpha = fill;
  pen.fillStyle = colour;
  pen.fill();
  if (rim) {
    pen.globalAlpha = rim;
    pen.strokeStyle = colour;
    pen.stroke();
  }
}

/**
 * Topics and themes.
 *
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 */
export function paintDiscs(atlas, pen, view) {
  const { model, scene, ink, xs, ys, rs, topics } = atlas;
  const { scale, tx, ty } = view;
  const { tint } = scene.scheme;
  const plain = scene.schemeName !== 'topic';
  const shows = (/** @type {number} */ i) =>
    inView(view, xs[i] * scale + tx, ys[i] * scale + ty, rs[i] * scale);
  pen.lineWidth = 1;
  for (const topic of topics) {
    if (!shows(topic)) continue;
    const colour = plain ? ink('soft') : scene.colours[tint[topic]];
    paintDisc(pen, view, [xs[topic], ys[topic], rs[topic]], colour, 0.07, 0.28);
  }
  if (model.stray) paintDisc(pen, view, model.stray, ink('soft'), 0.06, 0.2);
  const fill = atlas.articles > MOST_DOTS ? 0.22 : 0.1;
  let shown = 0;
  for (let theme = atlas.firstTheme; theme < atlas.count && shown < MOST_THEMES; theme += 1) {
    if (rs[theme] * scale < 3 || !shows(theme)) continue;
    paintDisc(pen, view, [xs[theme], ys[theme], rs[theme]], scene.colours[tint[theme]], fill, 0);
    shown += 1;
  }
  pen.globalAlpha = 1;
}

/**
 * Puts the articles in view into `visible`, at most so many as a frame has time for: those that
 * pass the filters first, of each theme the most linked first. Returns how many.
 *
 * @param {Atlas} atlas
 * @param {View} view
 * @param {number} most
 */
export function collect({ scene, xs, ys, articles, ranked, visible }, view, most) {
  const { scale, tx, ty, width, height } = view;
  const [left, right] = [(-9 - tx) / scale, (width + 9 - tx) / scale];
  const [top, bottom] = [(-9 - ty) / scale, (height + 9 - ty) / scale];
  let found = 0;
  /** @param {(i: number) => unknown} fits */
  const add = (fits) => {
    for (let at = 0; at < articles && found < most; at += 1) {
      const i = ranked[at];
      if (xs[i] > left && xs[i] < right && ys[i] > top && ys[i] < bottom && fits(i)) {
        visible[found] = i;
        found += 1;
      }
    }
  };
  add(scene.all ? () => true : (i) => scene.pass[i]);
  if (!scene.all) add((i) => !scene.pass[i]);
  return found;
}

/**
 * Articles, each in its colour.
 *
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {ArrayLike<number>} list
 * @param {number} length How many of them.
 * @param {(i: number) => unknown} keep
 */
export function paintDots({ scene, xs, ys }, pen, { scale, tx, ty }, list, length, keep) {
  const { tint } = scene.scheme;
  // Few among many faded ones should be seen.
  const radius = scene.all ? dotSize(scale) : Math.max(2.2, dotSize(scale));
  for (let hue = 0; hue < scene.colours.length; hue += 1) {
    pen.beginPath();
    let any = false;
    for (let at = 0; at < length; at += 1) {
      const i = list[at];
      if (tint[i] !== hue || !keep(i)) continue;
      const x = xs[i] * scale + tx;
      const y = ys[i] * scale + ty;
      if (radius < 1.6) pen.rect(x - radius, y - radius, 2 * radius, 2 * radius);
      else circle(pen, x, y, radius);
      any = true;
    }
    if (any) {
      pen.fillStyle = scene.colours[hue];
      pen.fill();
    }
  }
}

/**
 * The visible articles that do not pass the filters.
 *
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {number} length
 */
export function paintFaded({ scene, ink, xs, ys, visible }, pen, { scale, tx, ty }, length) {
  const radius = dotSize(scale) * 0.8;
  pen.beginPath();
  for (let at = 0; at < length; at += 1) {
    const i = visible[at];
    if (scene.pass[i]) continue;
    pen.rect(xs[i] * scale + tx - radius, ys[i] * scale + ty - radius, 2 * radius, 2 * radius);
  }
  pen.fillStyle = ink('line');
  pen.fill();
}

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {number[]} list
 */
export function paintOutlets(atlas, pen, view, list) {
  const { scene, ink, xs, ys } = atlas;
  const { scale, tx, ty } = view;
  const byOutlet = scene.schemeName === 'outlet';
  pen.fillStyle = ink('outlet');
  for (const i of list) {
    const half = outletSize(atlas, i, scale);
    const x = xs[i] * scale + tx;
    const y = ys[i] * scale + ty;
    if (!inView(view, x, y, half)) continue;
    if (byOutlet) pen.fillStyle = scene.colours[scene.scheme.tint[i]];
    pen.fillRect(x - half, y - half, 2 * half, 2 * half);
  }
}

/**
 * A ring around a node.
 *
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {number} i
 * @param {number} more How far it stands off.
 */
export function paintRing(atlas, pen, { scale, tx, ty }, i, more) {
  const { ink, xs, ys, rs, articles, firstTopic } = atlas;
  let radius = rs[i] * scale;
  if (i < articles) radius = dotSize(scale);
  else if (i < firstTopic) radius = outletSize(atlas, i, scale) * 1.3;
  pen.beginPath();
  circle(pen, xs[i] * scale + tx, ys[i] * scale + ty, radius + more);
  pen.strokeStyle = ink('ink');
  pen.lineWidth = 2;
  pen.stroke();
}

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 */
export function paintBundles({ scene, ink, xs, ys, firstTopic }, pen, { scale, tx, ty }) {
  pen.lineJoin = 'round';
  for (const [one, two, weight] of scene.bundles()) {
    const [x1, y1] = [xs[one] * scale + tx, ys[one] * scale + ty];
    const [x2, y2] = [xs[two] * scale + tx, ys[two] * scale + ty];
    const bend = [(y2 - y1) * 0.12, (x2 - x1) * 0.12];
    pen.beginPath();
    pen.moveTo(x1, y1);
    pen.quadraticCurveTo((x1 + x2) / 2 + bend[0], (y1 + y2) / 2 - bend[1], x2, y2);
    pen.globalAlpha = 0.42;
    pen.lineWidth = 0.7 + 5 * weight;
    pen.strokeStyle = one < firstTopic ? ink('outlet') : ink('topic');
    pen.stroke();
  }
  pen.globalAlpha = 1;
}

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {Pair[]} edges
 * @param {{ colour: string, width: number, alpha: number }} look
 */
export function paintLines({ xs, ys }, pen, { scale, tx, ty }, edges, { colour, width, alpha }) {
  pen.beginPath();
  for (const [one, two] of edges) {
    pen.moveTo(xs[one] * scale + tx, ys[one] * scale + ty);
    pen.lineTo(xs[two] * scale + tx, ys[two] * scale + ty);
  }
  pen.globalAlpha = alpha;
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.stroke();
  pen.globalAlpha = 1;
}
