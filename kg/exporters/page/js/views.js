// Views in place of the map, and tools in the header, that other modules add.

import { keep } from './address.js';
import { byId, make, press } from './dom.js';
import { frame } from './framing.js';
import { tell } from './page.js';
import { placeOf } from './tabs.js';

/**
 * @import { AppView, Page } from './page.js'
 *
 * @typedef {object} Tool A button in the header.
 * @property {string} id
 * @property {string} label
 * @property {string} [title]
 * @property {() => void} run
 */

/**
 * Switches to a view; one that is unknown is the map.
 *
 * @param {Page} page
 * @param {string} id
 */
export function setView(page, id) {
  const shown = page.views.get(id);
  const next = shown ? id : 'map';
  if (next === page.view) return;
  page.views.get(page.view)?.hide();
  page.view = next;
  const host = byId('view');
  host.replaceChildren();
  host.hidden = !shown;
  byId('map').hidden = Boolean(shown);
  document.body.dataset.view = next;
  press(byId('views'), 'view', next);
  page.bar.draw(page.appearance.ink);
  if (shown) shown.show(host);
  else showMap(page);
  keep(page, true);
  tell(page, 'view');
}

/**
 * Draws the map where it was out of sight: it had no size then.
 *
 * @param {Page} page
 */
function showMap(page) {
  requestAnimationFrame(() => {
    if (!page.place) frame(page, false);
    page.camera.redraw();
  });
}

/**
 * @param {Page} page
 * @param {AppView} view
 */
export function addView(page, view) {
  page.views.set(view.id, view);
  const look = { type: 'button', 'data-view': view.id, 'aria-pressed': 'false' };
  const button = make('button', { ...look, onclick: () => setView(page, view.id) }, view.label);
  const later = [...byId('views').querySelectorAll('button')].find(
    (other) => placeOf(other.dataset.view ?? '') > placeOf(view.id),
  );
  byId('views').insertBefore(button, later ?? null);
  byId('views').hidden = false;
}

/** @param {Tool} tool */
export function addTool({ id, label, title, run }) {
  const look = { type: 'button', id, title: title || label, onclick: run };
  const button = make('button', look, label);
  byId('tools').append(button);
  return button;
}
