// Lists of nodes in the panel. Each node is a button that opens it.

import { make, words } from './dom.js';
import { cut, grouped, plural } from './text.js';

/**
 * @import { Model } from './model.js'
 * @import { Kind } from './nodes.js'
 *
 * @typedef {(node: number) => void} Open
 *
 * @typedef {object} Lists
 * @property {(i: number) => HTMLElement} mark The mark of a kind.
 * @property {(i: number, note?: string, badges?: string[]) => HTMLElement} row
 * @property {(nodes: number[], notes?: string[], most?: number) => HTMLElement} list Of many, the
 *   first until someone asks for more.
 * @property {(title: string, nodes: number[], notes?: string[]) => HTMLElement[]} listed A section
 *   with a list, or none if it would be empty.
 * @property {(nodes: number[]) => HTMLElement[]} chips
 */

/** @type {Record<Kind, string>} */
export const KIND_NAMES = {
  article: 'Article',
  outlet: 'Outlet',
  topic: 'Topic',
  story: 'Story',
  theme: 'Theme',
};

const FIRST_ROWS = 60;
const MORE_ROWS = 400;

/**
 * @param {Model} model
 * @param {Open} open
 * @returns {Lists}
 */
export function createLists(model, open) {
  /** @type {Lists['row']} */
  const row = (i, note = noteOf(model, i), badges = []) => rowOf(model, open, i, note, badges);
  /** @type {Lists['list']} */
  const list = (nodes, notes = [], most = FIRST_ROWS) =>
    longList(nodes.length, most, (at) => row(nodes[at], notes[at]));
  return {
    mark: (i) => markOf(model, i),
    row,
    list,
    listed: (title, nodes, notes) =>
      nodes.length ? [section(withCount(title, nodes.length), list(nodes, notes))] : [],
    chips: (nodes) =>
      chipsOf(
        model,
        open,
        nodes.filter((i) => i >= 0),
      ),
  };
}

/**
 * A section of the panel.
 *
 * @param {string} title
 * @param {HTMLElement[]} children
 */
export function section(title, ...children) {
  return make('section', {}, make('h3', {}, title), ...children);
}

/**
 * 'Articles (12)'; of one, the title alone.
 *
 * @param {string} title
 * @param {number} count
 */
export function withCount(title, count) {
  return count > 1 ? `${title} (${grouped(count)})` : title;
}

/**
 * A group of buttons of which one is pressed.
 *
 * @param {string} label
 * @param {Record<string, string>} choices The text of each, by name.
 * @param {(name: string) => void} choose
 */
export function switchOf(label, choices, choose) {
  const buttons = Object.entries(choices).map(([name, text]) =>
    make('button', { type: 'button', 'data-by': name, onclick: () => choose(name) }, text),
  );
  return make('div', { class: 'switch', role: 'group', 'aria-label': label }, ...buttons);
}

/**
 * @param {Model} model
 * @param {number} i
 */
function markOf(model, i) {
  return make('span', { class: `mark ${model.kind(i)}`, 'aria-hidden': 'true' });
}

/**
 * What stands under the name of a node: of an article, its outlet and date.
 *
 * @param {Model} model
 * @param {number} i
 */
function noteOf(model, i) {
  if (model.kind(i) !== 'article') return plural(model.degree(i), 'article');
  return [outletName(model, i, 60), model.dateInWords(i)].filter(Boolean).join(' · ');
}

/**
 * The name of the outlet of an article, or ''.
 *
 * @param {Model} model
 * @param {number} i
 * @param {number} most
 */
export function outletName(model, i, most) {
  const outlet = model.outlet(i);
  return outlet >= 0 ? cut(model.label(outlet), most) : '';
}

/**
 * @param {Model} model
 * @param {Open} open
 * @param {number} i
 * @param {string} note
 * @param {string[]} badges
 */
function rowOf(model, open, i, note, badges) {
  const text = make(
    'span',
    {},
    make('bdi', {}, cut(model.label(i), 300)),
    ...badges.flatMap((badge) => [' ', make('span', { class: 'badge' }, badge)]),
    make('small', {}, words(note)),
  );
  const look = { type: 'button', class: 'row', onclick: () => open(i), 'data-node': String(i) };
  return make('li', {}, make('button', look, markOf(model, i), text));
}

/**
 * @param {number} count
 * @param {number} most How many there are at first.
 * @param {(at: number) => HTMLElement} rowAt
 */
function longList(count, most, rowAt) {
  const items = make('ul', { class: 'list' });
  let at = 0;
  const more = () => {
    const end = Math.min(count, at + (at ? MORE_ROWS : most));
    /** @type {HTMLElement[]} */
    const fresh = [];
    for (; at < end; at += 1) fresh.push(rowAt(at));
    if (at < count) {
      const go = () => {
        rest.remove();
        more();
      };
      const text = `and ${grouped(count - at)} more`;
      const button = make('button', { type: 'button', class: 'more', onclick: go }, text);
      const rest = make('li', {}, button);
      fresh.push(rest);
    }
    items.append(...fresh);
  };
  more();
  return items;
}

/**
 * @param {Model} model
 * @param {Open} open
 * @param {number[]} nodes
 */
function chipsOf(model, open, nodes) {
  if (!nodes.length) return [];
  const chips = nodes.map((i) => {
    const kind = model.kind(i);
    const look = { class: `chip ${kind}`, onclick: () => open(i), title: KIND_NAMES[kind] };
    const name = words(cut(model.label(i), 80));
    return make('button', { type: 'button', ...look }, markOf(model, i), name);
  });
  return [make('div', { class: 'chips' }, ...chips)];
}
