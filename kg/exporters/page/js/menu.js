// A menu of topics or outlets to choose several from, the largest first.

import { byId, inside, make, words } from './dom.js';
import { mostLinked, nodesOf } from './order.js';
import { cut, fold, grouped } from './text.js';

/**
 * @import { Model } from './model.js'
 *
 * @typedef {object} Menu
 * @property {(chosen: number[], byNode: Uint32Array) => void} update
 *
 * @typedef {object} MenuState
 * @property {Model} model
 * @property {HTMLDetailsElement} menu
 * @property {HTMLElement} items
 * @property {HTMLInputElement} narrow The field that narrows the choices.
 * @property {number[]} order All choices.
 * @property {number[]} chosen
 * @property {Uint32Array | null} counts How many articles each choice would give.
 * @property {(chosen: number[]) => void} change
 */

const LISTED_CHOICES = 200;
const NARROWED_FROM = 12; // choices

/**
 * @param {Model} model
 * @param {'topic' | 'outlet'} kind
 * @param {(chosen: number[]) => void} change
 * @returns {Menu}
 */
export function createMenu(model, kind, change) {
  const menu = /** @type {HTMLDetailsElement} */ (byId(`${kind}-menu`));
  const label = inside(menu, '.chosen');
  const order = nodesOf(model, kind)
    .filter((i) => model.degree(i))
    .sort(mostLinked(model));
  const name = `Find ${kind === 'topic' ? 'a topic' : 'an outlet'} to filter by`;
  const narrow = make('input', { type: 'search', 'aria-label': name, placeholder: 'Find …' });
  /** @type {MenuState} */
  const state = {
    model,
    menu,
    items: make('ul', {}),
    narrow,
    order,
    chosen: [],
    counts: null,
    change,
  };
  menu.hidden = !order.length;
  inside(menu, '.choices').append(...(order.length > NARROWED_FROM ? [narrow] : []), state.items);
  narrow.addEventListener('input', () => fillMenu(state));
  listenToMenu(state);

  return {
    update(chosen, byNode) {
      state.chosen = chosen;
      state.counts = byNode;
      label.textContent = summaryOf(model, kind === 'topic' ? 'Topics' : 'Outlets', chosen);
      menu.classList.toggle('on', chosen.length > 0);
      if (menu.open) fillMenu(state);
    },
  };
}

/**
 * @param {Model} model
 * @param {string} name
 * @param {number[]} chosen
 */
function summaryOf(model, name, chosen) {
  if (!chosen.length) return name;
  return chosen.length === 1 ? cut(model.label(chosen[0]), 24) : `${name}: ${chosen.length}`;
}

/** @param {MenuState} state */
function listenToMenu(state) {
  const { menu } = state;
  menu.addEventListener('toggle', () => {
    if (menu.open) fillMenu(state);
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    inside(menu, 'summary').focus();
  });
  document.addEventListener('pointerdown', ({ target }) => {
    if (menu.open && !menu.contains(/** @type {Node} */ (target))) menu.open = false;
  });
}

/** @param {MenuState} state */
function fillMenu({ model, items, narrow, order, chosen, counts, change }) {
  const wanted = fold(narrow.value);
  const fits = order
    .filter((i) => chosen.includes(i) || fold(model.label(i).slice(0, 300)).includes(wanted))
    .slice(0, LISTED_CHOICES);
  const pick = (/** @type {number} */ i, /** @type {boolean} */ yes) => {
    change(yes ? [...chosen, i] : chosen.filter((one) => one !== i));
    /** @type {HTMLElement | null} */
    const box = items.querySelector(`[data-node="${i}"]`);
    box?.focus();
  };
  items.replaceChildren(
    ...fits.map((i) => {
      const look = { type: 'checkbox', checked: chosen.includes(i), 'data-node': String(i) };
      const box = make('input', { ...look, onchange: () => pick(i, box.checked) });
      const count = make('small', {}, grouped(counts ? counts[i] : 0));
      return make('li', {}, make('label', {}, box, words(cut(model.label(i), 60)), count));
    }),
  );
}
