// The panel: the facts on what is open, and lists of what is around it, which are the picture
// once more for those who do not see or point.

import { partsOf } from './description.js';
import { make } from './dom.js';
import { factList, outside } from './factlist.js';
import { createLists, KIND_NAMES } from './lists.js';
import { createStoryParts } from './storyparts.js';
import { plural, safeUrl } from './text.js';
import { welcomeParts } from './welcome.js';

/**
 * @import { PanelParts } from './description.js'
 * @import { Facts } from './facts.js'
 * @import { Filter, Filtered } from './filters.js'
 * @import { Lists, Open } from './lists.js'
 * @import { Model } from './model.js'
 *
 * @typedef {object} PanelOptions
 * @property {Open} open
 * @property {(i: number) => boolean} passes
 * @property {() => Filter} filter
 * @property {(part: Partial<Filter>) => void} change Changes a part of the filter.
 * @property {() => void} expand Shows one step more around what is open, or one less.
 * @property {() => number} hops How many steps are shown.
 *
 * @typedef {object} Panel
 * @property {(i: number) => Promise<void>} describe Fills it with what is known of a node.
 * @property {(result: Filtered) => void} welcome Fills it with the way in.
 * @property {Lists['list']} list
 * @property {(title: string, ...elements: HTMLElement[]) => void} show Fills it with anything.
 */

/**
 * What fills the panel of an app.
 *
 * @param {HTMLElement} host
 * @param {Model} model
 * @param {PanelOptions} options
 * @returns {Panel}
 */
export function createPanel(host, model, options) {
  const lists = createLists(model, options.open);
  const { open, filter, change } = options;
  const parts = { model, open, lists, stories: createStoryParts(model, lists), filter, change };
  let shownFor = 0; // grows with each filling, so that facts which come late are dropped

  /** @param {HTMLElement[]} elements */
  function fill(...elements) {
    const reading = host.contains(document.activeElement);
    host.replaceChildren(...elements);
    host.scrollTop = 0;
    if (reading) host.focus({ preventScroll: true });
  }

  return {
    list: lists.list,
    async describe(i) {
      shownFor += 1;
      const mine = shownFor;
      const known = await model.facts(i);
      if (mine === shownFor) fill(...descriptionOf(parts, options, i, known));
    },
    welcome(result) {
      shownFor += 1;
      fill(...welcomeParts(parts, result, options.passes));
    },
    show(title, ...elements) {
      shownFor += 1;
      fill(make('h2', {}, title), ...elements);
    },
  };
}

/**
 * @param {PanelParts} parts
 * @param {PanelOptions} options
 * @param {number} i
 * @param {Facts} known
 */
function descriptionOf(parts, options, i, known) {
  const { model, lists, stories } = parts;
  const kind = model.kind(i);
  const size = kind === 'article' ? model.dateInWords(i) : plural(model.degree(i), 'article');
  const head = [KIND_NAMES[kind], size].filter(Boolean).join(' · ');
  const summary = known.abstract || known.description;
  const actions = actionsOf(model, options, i, known);
  return [
    make('p', { class: `kind ${kind}` }, lists.mark(i), head),
    make('h2', { dir: 'auto' }, model.label(i)),
    ...lists.chips(groupsAround(model, i)),
    ...(summary ? [make('p', { class: 'summary', dir: 'auto' }, String(summary[0]))] : []),
    ...(actions.length ? [make('div', { class: 'actions' }, ...actions)] : []),
    ...(kind === 'story' ? stories.lead(i) : []),
    ...(kind === 'theme' ? [] : [factList(model, i, known)]),
    ...partsOf(parts, i),
  ];
}

/**
 * @param {Model} model
 * @param {number} i
 */
function groupsAround(model, i) {
  const kind = model.kind(i);
  if (kind === 'article') return [model.outlet(i), ...model.topics(i), model.theme(i)];
  return kind === 'topic' ? [model.broader(i)] : [];
}

/**
 * @param {Model} model
 * @param {PanelOptions} options
 * @param {number} i
 * @param {Facts} known
 */
function actionsOf(model, { expand, hops }, i, known) {
  const article = model.kind(i) === 'article';
  const url = known.url ? safeUrl(known.url[0]) : '';
  const image = known.image ? safeUrl(known.image[0]) : '';
  /** @type {HTMLElement[]} */
  const actions = [];
  if (url) actions.push(outside(url, article ? 'Read the original ↗' : 'Open its site ↗', 'open'));
  if (image) actions.push(outside(image, 'See the picture ↗', 'quiet-open'));
  if (article && model.degree(i)) {
    const text = hops() > 1 ? 'One step less' : 'One step more';
    actions.push(make('button', { type: 'button', onclick: expand }, text));
  }
  return actions;
}
