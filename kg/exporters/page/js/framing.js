// What part of the map the camera shows.

import { CALLOUT_WIDTH } from './atlas.js';
import { nodesOf } from './order.js';
import { boxAround, boxOf } from './shapes.js';

/**
 * @import { CardPainter } from './cards.js'
 * @import { Model } from './model.js'
 * @import { Page } from './page.js'
 * @import { Scene } from './scene.js'
 * @import { Bounds } from './shapes.js'
 */

const SMALLEST_GROUP = 30;
const ARTICLE_MARGIN = 12;
const TRACE_MARGIN = 30;

/**
 * Shows what is in focus, or everything.
 *
 * @param {Page} page
 * @param {boolean} [animate]
 */
export function frame(page, animate = true) {
  const { model, stage, cards, camera, scene } = page;
  const wide = stage.clientWidth >= 720;
  if (cards) frameCards(page, cards, wide, animate);
  else if (scene.focus < 0) {
    const within = /** @type {Bounds} */ (
      wide ? [0.09, 0.04, 0.91, 0.93] : [0.02, 0.06, 0.98, 0.92]
    );
    camera.fit(boundsOfMap(model), { within, animate });
  } else {
    /** @type {Bounds} */
    const beside = [CALLOUT_WIDTH + 0.04, 0.1, 0.96 - CALLOUT_WIDTH, 0.9];
    const within = /** @type {Bounds} */ (wide ? beside : [0.06, 0.12, 0.94, 0.88]);
    camera.fit(boundsOfFocus(model, scene), { within, most: 2.6, animate });
  }
}

/**
 * @param {Page} page
 * @param {CardPainter} cards
 * @param {boolean} wide
 * @param {boolean} animate
 */
function frameCards({ scene, camera, model }, cards, wide, animate) {
  const { focus, nearSet } = scene;
  const shown =
    focus >= 0 ? [focus, ...nearSet] : model.kinds.flatMap((kind) => nodesOf(model, kind));
  const bounds = cards.boundsOf(shown);
  if (bounds[0] === Infinity) return;
  const within = /** @type {Bounds} */ (wide ? [0.03, 0.07, 0.97, 0.91] : [0.02, 0.08, 0.98, 0.92]);
  camera.fit(bounds, { within, most: focus >= 0 ? 1.1 : 1.35, animate });
}

/**
 * The box of a topic or theme, or of anything else with most of what is around it.
 *
 * @param {Model} model
 * @param {Scene} scene
 */
function boundsOfFocus(model, { focus, near }) {
  const { xs, ys, rs } = model;
  const kind = model.kind(focus);
  if (kind === 'topic' || kind === 'theme') {
    return boxOf(xs[focus], ys[focus], Math.max(rs[focus], SMALLEST_GROUP));
  }
  const apart = (/** @type {number} */ i) => Math.hypot(xs[i] - xs[focus], ys[i] - ys[focus]);
  const byDistance = near.map((i) => ({ i, apart: apart(i) })).sort((a, b) => a.apart - b.apart);
  // A few far links would make the picture of the near ones small.
  const most = kind === 'article' ? Math.ceil(near.length * 0.9) : near.length;
  const kept = byDistance.slice(0, most).map(({ i }) => i);
  return boxAround([focus, ...kept].map((i) => boxOf(xs[i], ys[i], ARTICLE_MARGIN)));
}

/**
 * The box of the whole map, around its middle.
 *
 * @param {Model} model
 */
function boundsOfMap(model) {
  const { xs, ys, rs, stray } = model;
  let reach = stray ? Math.hypot(stray[0], stray[1]) + stray[2] : 60;
  for (const i of [...nodesOf(model, 'outlet'), ...nodesOf(model, 'topic')]) {
    reach = Math.max(reach, Math.abs(xs[i]) + rs[i] * 0.7, Math.abs(ys[i]) + rs[i] * 0.7);
  }
  return boxOf(0, 0, reach);
}

/**
 * Shows some nodes.
 *
 * @param {Page} page
 * @param {number[]} nodes
 */
export function frameNodes({ model, cards, camera }, nodes) {
  const bounds = cards
    ? cards.boundsOf(nodes)
    : boxAround(nodes.map((i) => boxOf(model.x(i), model.y(i), TRACE_MARGIN)));
  camera.fit(bounds, { within: [0.15, 0.15, 0.85, 0.85], most: 2 });
}
