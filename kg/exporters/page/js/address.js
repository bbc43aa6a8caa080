// The address of what is shown: its state in the hash.

import { wordId } from './filters.js';
import { writeHash } from './state.js';
import { homeOf } from './tabs.js';

/** @import { Page } from './page.js' */

/**
 * Writes the state into the hash.
 *
 * @param {Page} page
 * @param {boolean} [step] Whether Back should lead to what was before.
 */
export function keep(page, step = false) {
  if (page.following) return;
  const hash = writeHash(stateNow(page));
  if (hash === location.hash.slice(1)) return;
  const address = `${location.pathname}${location.search}#${hash}`;
  if (step) history.pushState({ within: true }, '', address);
  else history.replaceState(history.state, '', address);
}

/**
 * @param {Page} page
 * @returns {Record<string, string>}
 */
function stateNow(page) {
  const { model, scene, filter, hops, view, place, states } = page;
  const ids = (/** @type {number[]} */ nodes) =>
    nodes.map((i) => encodeURIComponent(model.id(i).split(':').slice(1).join(':'))).join(',');
  return {
    node: scene.focus >= 0 ? model.id(scene.focus) : '',
    hops: hops > 1 ? String(hops) : '',
    topics: ids(filter.topics),
    any: filter.any && filter.topics.length > 1 ? '1' : '',
    outlets: ids(filter.outlets),
    without: filter.hidden.map((i) => `${model.kind(i)}:${ids([i])}`).join(','),
    from: filter.from,
    to: filter.to,
    curated: filter.curated ? '1' : '',
    word: filter.word >= 0 ? wordId(model.bursts[filter.word]) : '',
    colour: scene.schemeName === 'topic' ? '' : scene.schemeName,
    links: scene.links ? '1' : '',
    view: view === homeOf(page) ? '' : view,
    at: place,
    ...Object.fromEntries(states.map(({ key, read }) => [key, read()])),
  };
}
