// What the reader chooses below the picture: colours, filters, links.

import { keep } from './address.js';
import { byId, make, selectById, words } from './dom.js';
import { NO_FILTER } from './filters.js';
import { surround } from './focus.js';
import { tell } from './page.js';
import { cut } from './text.js';

/**
 * @import { Scheme } from './colours.js'
 * @import { Filter } from './filters.js'
 * @import { Open } from './lists.js'
 * @import { Page } from './page.js'
 */

/**
 * Takes the colours of the scheme from the styles.
 *
 * @param {Page} page
 */
export function tint({ appearance, schemes, scene, open }) {
  byId('appearance').setAttribute('aria-pressed', String(appearance.isDark()));
  scene.scheme = schemes.get(scene.schemeName);
  scene.colours = scene.scheme.ages ? appearance.ages() : appearance.palette();
  showLegend(scene.scheme.legend, scene.colours, open);
}

/**
 * @param {Scheme['legend']} legend
 * @param {string[]} colours
 * @param {Open} open
 */
function showLegend(legend, colours, open) {
  const items = legend.map(([at, text, node]) => {
    const dot = make('span', { class: 'swatch', 'aria-hidden': 'true' });
    dot.style.background = colours[at];
    if (node < 0) return make('li', {}, make('span', {}, dot, words(text)));
    const look = { type: 'button', onclick: () => open(node) };
    return make('li', {}, make('button', look, dot, words(cut(text, 24))));
  });
  byId('legend').replaceChildren(...items);
  byId('legend').hidden = !items.length;
}

/**
 * Colours nodes by a scheme; one that is unknown is that of topics.
 *
 * @param {Page} page
 * @param {string} name
 */
export function setScheme(page, name) {
  const { schemes, scene, camera } = page;
  scene.schemeName = schemes.names.includes(name) ? name : 'topic';
  selectById('colour').value = scene.schemeName;
  tint(page);
  camera.redraw();
  tell(page, 'colour');
}

/**
 * Takes the colours anew, after light or dark was chosen.
 *
 * @param {Page} page
 */
export function recolour(page) {
  tint(page);
  page.bar.update(page.filter, page.result, page.appearance.ink);
  page.camera.redraw();
  tell(page, 'appearance');
}

/**
 * @param {Page} page
 * @param {Filter} filter
 */
export function setFilter(page, filter) {
  const { filters, scene, appearance, panel, camera } = page;
  const result = filters.apply(filter);
  Object.assign(page, { filter, result });
  scene.pass = result.pass;
  scene.all = result.all;
  page.bar.update(filter, result, appearance.ink);
  if (scene.focus >= 0) {
    surround(page);
    if (['topic', 'outlet'].includes(page.model.kind(scene.focus))) panel.describe(scene.focus);
  } else panel.welcome(result);
  camera.redraw();
  tell(page, 'filter');
}

/**
 * Changes a part of the filter as the reader asked for; null clears it.
 *
 * @param {Page} page
 * @param {Partial<Filter> | null} part
 */
export function changeFilter(page, part) {
  setFilter(page, part ? { ...page.filter, ...part } : NO_FILTER);
  keep(page);
}

/**
 * Shows or hides the links between topics and outlets.
 *
 * @param {Page} page
 * @param {boolean} yes
 */
export function setLinks(page, yes) {
  page.scene.links = yes;
  page.camera.redraw();
  keep(page);
}
