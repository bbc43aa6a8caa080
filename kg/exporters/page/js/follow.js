// Shows what the hash says: at the start, and on Back.

import { setFilter, setScheme } from './choices.js';
import { inputById } from './dom.js';
import { wordId } from './filters.js';
import { setFocus } from './focus.js';
import { readHash } from './state.js';
import { homeOf } from './tabs.js';
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
  const isStory = scene.focus >= 0 && model.kind(scene.focus) === 'story';
  setView(page, state.view || homeOf(page, isStory));
  for (const { key, write } of page.states) write(state[key] || '');
  page.following = false;
}

/**
 * @param {Model} model
 * @param {Record<string, string>} state
 * @returns {Filter}
 */
function filterFrom(model, { topics, any, outlets, without, from, to, curated, word }) {
  const hidden = (without || '').split(',').flatMap((text) => {
    const [kind, ...id] = text.split(':');
    return ['topic', 'outlet'].includes(kind) ? nodesFrom(model, kind, id.join(':')) : [];
  });
  return {
    topics: nodesFrom(model, 'topic', topics),
    any: any === '1',
    outlets: nodesFrom(model, 'outlet', outlets),
    hidden,
    from: dateFrom(from),
    to: dateFrom(to),
    curated: curated === '1',
    word: model.bursts.findIndex((burst) => wordId(burst) === word),
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
function dateFrom(text = '') {
  return /^\d{4}(-\d\d){0,2}$/.test(text) ? text : '';
}

/**
 * @param {string} place
 * @returns {Position}
 */
function positionFrom(place) {
  const [x, y, scale] = place.split(',').map(Number);
  return { x, y, scale: Math.min(20, Math.max(0.004, scale)) };
}
