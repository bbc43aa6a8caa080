// The search box: type-ahead over everything.

import { byId, inputById, make, words } from './dom.js';
import { outletName } from './lists.js';
import { cut, monthIn, plural, spokenDate } from './text.js';

/**
 * @import { Filter } from './filters.js'
 * @import { Open } from './lists.js'
 * @import { Model } from './model.js'
 * @import { Search } from './search.js'
 *
 * @typedef {object} SearchBox
 * @property {Model} model
 * @property {Search} search
 * @property {Open} choose Called when something is chosen.
 * @property {(part: Partial<Filter>) => void} filter Called when a month is chosen.
 * @property {(month: string) => number} during How many articles are of a month or year.
 * @property {(i: number) => boolean} passes Whether an article passes the filters.
 * @property {HTMLInputElement} box
 * @property {HTMLElement} found The list of what was found.
 * @property {number} active The place in the list of what Enter takes, or -1.
 */

/**
 * @param {Model} model
 * @param {Search} search
 * @param {Pick<SearchBox, 'choose' | 'filter' | 'during' | 'passes'>} actions
 */
export function createSearchBox(model, search, actions) {
  /** @type {SearchBox} */
  const state = {
    model,
    search,
    ...actions,
    box: inputById('search'),
    found: byId('found'),
    active: -1,
  };
  const { box, found } = state;
  box.addEventListener('input', () => suggest(state));
  box.addEventListener('blur', () => toggleFound(state, false));
  found.addEventListener('mousedown', (event) => event.preventDefault()); // keeps it open for the click
  box.addEventListener('keydown', (event) => steer(state, event));
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || isTyping() || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
  });
}

/** Whether what is typed now goes into a field. */
function isTyping() {
  const at = document.activeElement;
  if (at instanceof HTMLInputElement) return at.type !== 'checkbox';
  return at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement;
}

/** @param {SearchBox} state */
function suggest(state) {
  const { model, search, box, found } = state;
  const month = monthIn(box.value);
  const during = month ? state.during(month) : 0;
  const hits = search.find(box.value);
  const before = during ? [monthOption(state, month, during)] : [];
  state.active = hits.length + before.length ? 0 : -1;
  found.replaceChildren(
    ...before,
    ...hits.map((i, at) => {
      const id = `found-${at + before.length}`;
      const look = { role: 'option', id, 'data-node': String(i) };
      const mark = make('span', { class: `mark ${model.kind(i)}`, 'aria-hidden': 'true' });
      const note = make('small', {}, words(hitNote(state, i)));
      const text = make('span', {}, words(cut(model.label(i), 200)), ' ', note);
      return make('li', { ...look, onclick: () => take(state, i) }, mark, text);
    }),
  );
  if (!hits.length && !during) {
    const look = { role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' };
    found.append(make('li', { class: 'none', ...look }, 'Nothing found'));
  }
  toggleFound(state, box.value.trim() !== '');
}

/**
 * @param {SearchBox} state
 * @param {number} i
 */
function hitNote({ model, passes }, i) {
  const kind = model.kind(i);
  if (kind === 'article' && !passes(i)) return 'outside the filters';
  if (kind !== 'article') return `${kind} · ${plural(model.degree(i), 'article')}`;
  return [outletName(model, i, 40), model.dateInWords(i)].filter(Boolean).join(' · ');
}

/**
 * Opens or closes the list.
 *
 * @param {SearchBox} state
 * @param {boolean} yes
 */
function toggleFound({ box, found, active }, yes) {
  found.hidden = !yes;
  box.setAttribute('aria-expanded', String(yes));
  for (const [at, option] of [...found.children].entries()) {
    option.setAttribute('aria-selected', String(at === active));
  }
  if (yes && active >= 0) {
    box.setAttribute('aria-activedescendant', `found-${active}`);
    found.children[active].scrollIntoView({ block: 'nearest' });
  } else {
    box.removeAttribute('aria-activedescendant');
  }
}

/**
 * @param {SearchBox} state
 * @param {number} i
 */
function take(state, i) {
  toggleFound(state, false);
  state.box.value = '';
  state.choose(i);
}

/**
 * An option that shows the articles of a month or year.
 *
 * @param {SearchBox} state
 * @param {string} month
 * @param {number} count
 */
function monthOption(state, month, count) {
  const run = () => {
    toggleFound(state, false);
    state.box.value = '';
    state.filter({ from: month, to: month, word: -1 });
  };
  const note = make('small', {}, plural(count, 'article'));
  const text = make('span', {}, `All of ${spokenDate(month)}`, ' ', note);
  return make('li', { role: 'option', id: 'found-0', onclick: run }, text);
}

/**
 * @param {SearchBox} state
 * @param {KeyboardEvent} event
 */
function steer(state, event) {
  const { found, active } = state;
  if (found.hidden) return;
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const many = active < 0 ? 0 : found.children.length;
  if (step && many) {
    event.preventDefault();
    state.active = (active + step + many) % many;
    toggleFound(state, true);
  } else if (event.key === 'Enter' && many) {
    const option = /** @type {HTMLElement} */ (found.children[active]);
    option.click();
  } else if (event.key === 'Escape') {
    event.stopPropagation();
    toggleFound(state, false);
  }
}
