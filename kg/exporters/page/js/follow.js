// Shows what the hash says: at the start, and on Back.

import { setFilter, setScheme } from './choices.js';
import { inputById } from './dom.js';
import { setFocus } from './focus.js';
import { readHash } from './state.js';
import { setView } from './views.js';

/**
 * @import { Position } from './camera.js'
 * @import { Filter } from './filters.js'
 * @import { Model } from './model.js'
 * @import { Page } from './page.js'
 */

/**
 * @param {Page} page
 * @param {boolean} animate
 */
export function follow(page, animate) {
  const { model, scene, camera } = page;
  const state = readHash(location.hash);
  page.following = true;
  page.place = /^-?\d+,-?\d+,[\d.]+$/.test(state.at || '') ? state.at : '';
  page.hops = state.hops === '2' ? 2 : 1;
  scene.links = state.links === '1';
  inputById('bundles').checked = scene.links;
  setScheme(page, state.colour || 'topic');
  scene.focus = -1;
  setFilter(page, filterFrom(model, state));
  if (page.place) camera.moveTo(positionFrom(page.place), animate);
  setFocus(page, model.find(state.node || ''), { animate, framed: !page.place });
  setView(page, state.view || 'map');
  for (const { key, write } of page.states) write(state[key] || '');
  page.following = false;
}

/**
 * @param {Model} model
 * @param {Record<string, string>} state
 * @returns {Filter}
 */
function filterFrom(model, { topics, outlets, from, to, curated }) {
  return {
    topics: nodesFrom(model, 'topic', topics),
    outlets: nodesFrom(model, 'outlet', outlets),
    from: monthFrom(from),
    to: monthFrom(to),
    curated: curated === '1',
  };
}

/**
 * @param {Model} model
 * @param {string} kind
 * @param {string} [text] Identifiers with commas between them.
 */
function nodesFrom(model, kind, text = '') {
  const find = (/** @type {string} */ id) => {
    try {
      return model.find(`${kind}:${decodeURIComponent(id)}`);
    } catch {
      return -1;
    }
  };
  return text
    .split(',')
    .filter(Boolean)
    .map(find)
    .filter((i) => i >= 0);
}

/** @param {string} [text] */
function monthFrom(text = '') {
  return /^\d{4}-\d\d$/.test(text) ? text : '';
}

/**
 * @param {string} place
 * @returns {Position}
 */
function positionFrom(place) {
  const [x, y, scale] = place.split(',').map(Number);
  return { x, y, scale: Math.min(20, Math.max(0.004, scale)) };
}
