// Names on the map: each is written where there is room, and can be clicked.

import { dotSize, outletSize } from './atlas.js';
import { paintRing } from './layers.js';
import { inView } from './shapes.js';

/**
 * @import { Atlas } from './atlas.js'
 * @import { View } from './camera.js'
 * @import { Room } from './labels.js'
 * @import { Pen } from './shapes.js'
 */

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {Room} room
 */
export function nameTopics(atlas, pen, view, room) {
  const { model, ink, lettering, xs, ys, rs, topics, hits } = atlas;
  const { scale, tx, ty, width, height } = view;
  for (const topic of topics) {
    const radius = rs[topic] * scale;
    const x = xs[topic] * scale + tx;
    const y = ys[topic] * scale + ty;
    if (!inView(view, x, y, radius) || radius > 1.2 * Math.max(width, height)) continue;
    const size = radius > 150 ? 17 : radius > 50 ? 15 : 13;
    const font = lettering.face(600, size, true);
    const text = lettering.fitted(pen, font, model.label(topic), 220);
    const half = lettering.measure(pen, font, text) / 2 + 4;
    const top = Math.max(16, y - radius - size * 0.75);
    for (const at of [top, y + radius + size * 0.8]) {
      if (!room.put(x - half, at - size * 0.6, x + half, at + size * 0.6)) continue;
      lettering.halo(pen, font, text, x, at, ink('ink'));
      hits.push([topic, x - half, at - size * 0.7, x + half, at + size * 0.7]);
      break;
    }
  }
}

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {Room} room
 * @param {number} most
 */
export function nameThemes(atlas, pen, view, room, most) {
  const { model, ink, lettering, xs, ys, rs, hits } = atlas;
  const { scale, tx, ty } = view;
  const font = lettering.face(500, 12, true);
  let left = most;
  for (let theme = atlas.firstTheme; theme < atlas.count && left > 0; theme += 1) {
    const radius = rs[theme] * scale;
    if (radius < 26) continue;
    const x = xs[theme] * scale + tx;
    const y = ys[theme] * scale + ty;
    if (!inView(view, x, y, 0)) continue;
    const text = lettering.fitted(pen, font, model.label(theme), Math.max(110, radius * 1.9));
    const half = lettering.measure(pen, font, text) / 2 + 4;
    const at = y - Math.max(0, radius - 9);
    if (!room.put(x - half, at - 8, x + half, at + 8)) continue;
    lettering.halo(pen, font, text, x, at, ink('ink'));
    hits.push([theme, x - half, at - 8, x + half, at + 8]);
    left -= 1;
  }
}

/**
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {Room} room
 * @param {number[]} list
 * @param {number} most
 */
export function nameOutlets(atlas, pen, view, room, list, most) {
  const { model, ink, lettering, xs, ys, hits } = atlas;
  const { scale, tx, ty, width } = view;
  const font = lettering.face(500, 12);
  let left = most;
  for (const outlet of list) {
    if (left <= 0) break;
    const half = outletSize(atlas, outlet, scale);
    const x = xs[outlet] * scale + tx;
    const y = ys[outlet] * scale + ty;
    if (!inView(view, x, y, 0)) continue;
    const text = lettering.fitted(pen, font, model.label(outlet), 150);
    const wide = lettering.measure(pen, font, text);
    const outward = xs[outlet] < 0 ? x - half - 5 - wide : x + half + 5;
    const away = ys[outlet] < 0 ? y - half - 9 : y + half + 9;
    for (const [start, middle] of [
      [outward, y],
      [x - wide / 2, away],
    ]) {
      if (start < 2 || start + wide > width - 2) continue;
      if (!room.put(start - 3, middle - 8, start + wide + 3, middle + 8)) continue;
      lettering.halo(pen, font, text, start, middle, ink('outlet-ink'), 'left');
      hits.push([outlet, start - 3, middle - 9, start + wide + 3, middle + 9]);
      left -= 1;
      break;
    }
  }
}

/**
 * The names of articles that pass the filters.
 *
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 * @param {Room} room
 * @param {ArrayLike<number>} list
 * @param {number} length How many of them.
 * @param {number} most
 */
export function nameArticles(atlas, pen, view, room, list, length, most) {
  const { model, scene, ink, lettering, xs, ys, hits } = atlas;
  const { scale, tx, ty, width } = view;
  const font = lettering.face(400, 12);
  const radius = dotSize(scale);
  let left = most;
  for (let at = 0; at < length && left > 0; at += 1) {
    const i = list[at];
    if (!scene.pass[i]) continue;
    const x = xs[i] * scale + tx;
    const y = ys[i] * scale + ty;
    if (!inView(view, x, y, 0)) continue;
    const text = lettering.fitted(pen, font, model.label(i), 190);
    const half = lettering.measure(pen, font, text) / 2 + 3;
    if (x - half < 0 || x + half > width) continue;
    for (const middle of [y + radius + 9, y - radius - 9]) {
      if (!room.put(x - half, middle - 8, x + half, middle + 8)) continue;
      lettering.halo(pen, font, text, x, middle, ink('ink'));
      hits.push([i, x - half, middle - 8, x + half, middle + 8]);
      left -= 1;
      break;
    }
  }
}

/**
 * The name of the article or outlet under the pointer.
 *
 * @param {Atlas} atlas
 * @param {Pen} pen
 * @param {View} view
 */
export function nameHovered(atlas, pen, view) {
  const { model, scene, ink, lettering, xs, ys, articles, firstTopic } = atlas;
  const i = scene.hovered;
  if (i < 0 || i >= firstTopic) return;
  const { scale, tx, ty, width } = view;
  const font = lettering.face(600, 13);
  const text = lettering.fitted(pen, font, model.label(i), Math.min(420, width - 20));
  const wide = lettering.measure(pen, font, text) + 20;
  const x = Math.max(6, Math.min(width - wide - 6, xs[i] * scale + tx - wide / 2));
  const apart = (i < articles ? dotSize(scale) : outletSize(atlas, i, scale)) + 8;
  const below = ys[i] * scale + ty - apart - 28 < 0;
  const y = ys[i] * scale + ty + (below ? apart : -apart - 28);
  paintRing(atlas, pen, view, i, 3);
  pen.beginPath();
  pen.rect(x, y, wide, 28);
  pen.fillStyle = ink('ink');
  pen.fill();
  pen.font = font;
  pen.textAlign = 'left';
  pen.textBaseline = 'middle';
  pen.fillStyle = ink('ground');
  pen.fillText(text, x + 10, y + 14.5);
}
