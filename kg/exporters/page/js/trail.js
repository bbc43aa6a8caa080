// The way down to what is open: overview, topic, theme, article.

import { byId, make, words } from './dom.js';
import { cut } from './text.js';

/**
 * @import { Open } from './lists.js'
 * @import { Model } from './model.js'
 */

/**
 * @param {Model} model
 * @param {number} focus
 * @param {Open} open
 */
export function showTrail(model, focus, open) {
  const closed = focus < 0;
  const overview = make(
    'button',
    { type: 'button', onclick: () => open(-1), 'aria-current': closed && 'page' },
    'Overview',
  );
  const groups = closed ? [] : groupsAbove(model, focus).filter((i) => i >= 0 && i !== focus);
  const buttons = groups.map((i) => {
    const name = words(cut(model.label(i), 34));
    return make('button', { type: 'button', onclick: () => open(i) }, name);
  });
  const here = closed
    ? []
    : [make('span', { 'aria-current': 'page' }, words(cut(model.label(focus), 44)))];
  const items = [overview, ...buttons, ...here].map((each) => make('li', {}, each));
  byId('trail').replaceChildren(...items);
  byId('back').hidden = closed;
}

/**
 * @param {Model} model
 * @param {number} i
 */
function groupsAbove(model, i) {
  const kind = model.kind(i);
  if (kind === 'article') return [model.home(i), model.theme(i)];
  if (kind === 'theme') return [model.homeOfTheme(i)];
  return kind === 'topic' ? [model.broader(i)] : [];
}
