// What is open: the node in focus, in the picture, the panel and the trail.

import { keep } from './address.js';
import { NOTHING_AROUND, surroundingsOf } from './around.js';
import { byId } from './dom.js';
import { frame, frameNodes } from './framing.js';
import { tell } from './page.js';
import { showTrail } from './trail.js';

/** @import { Page } from './page.js' */

/**
 * Finds what stands around the focus, after it or the filters changed.
 *
 * @param {Page} page
 */
export function surround({ model, scene, hops, lines }) {
  const passes = (/** @type {number} */ i) => scene.pass[i];
  const around =
    scene.focus < 0 ? NOTHING_AROUND : surroundingsOf(model, scene.focus, { hops, passes, lines });
  Object.assign(scene, around);
}

/**
 * Puts a node into focus, or none.
 *
 * @param {Page} page
 * @param {number} node
 * @param {{ animate?: boolean, framed?: boolean }} [options] Whether the camera moves smoothly, and
 *   whether it moves at all.
 */
export function setFocus(page, node, { animate = true, framed = true } = {}) {
  const { scene, model, panel, camera } = page;
  page.filled = false;
  scene.focus = node;
  scene.hovered = -1;
  surround(page);
  if (framed) frame(page, animate);
  if (node >= 0) panel.describe(node);
  else panel.welcome(page.result);
  showTrail(model, node, page.open);
  camera.redraw();
  tell(page, 'focus');
}

/**
 * Opens a node as the reader asked for; -1 closes what is open.
 *
 * @param {Page} page
 * @param {number} node
 */
export function openNode(page, node) {
  page.place = '';
  if (node === page.scene.focus && node < 0 && !page.filled) {
    frame(page);
    keep(page);
    return;
  }
  page.hops = 1;
  page.scene.trace = [];
  setFocus(page, node);
  keep(page, true);
  const panel = byId('panel');
  // On a phone the panel is below what is shown, or far above in a list.
  const { top } = panel.getBoundingClientRect();
  if (top < 0 || (node >= 0 && top > innerHeight * 0.6)) panel.scrollIntoView();
}

/**
 * Shows one step more around what is open, or one less.
 *
 * @param {Page} page
 */
export function expandFocus(page) {
  page.hops = page.hops > 1 ? 1 : 2;
  setFocus(page, page.scene.focus);
  keep(page, true);
}

/**
 * Draws nodes as a path over the map and shows them; none end it.
 *
 * @param {Page} page
 * @param {number[]} nodes
 */
export function traceNodes(page, nodes) {
  const { scene, model, camera } = page;
  scene.trace = nodes;
  if (nodes.length) {
    scene.focus = -1;
    surround(page);
    showTrail(model, -1, page.open);
    frameNodes(page, nodes);
  }
  camera.redraw();
}
