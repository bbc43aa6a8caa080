// What the panel says of a node besides its facts: what is related to it, by its kind.

import { barsOf, frequencies, timelineOf } from './charts.js';
import { make, press } from './dom.js';
import { outletName, section, switchOf } from './lists.js';
import { newestFirst } from './order.js';
import { grouped } from './text.js';

/**
 * @import { Filter } from './filters.js'
 * @import { Lists, Open } from './lists.js'
 * @import { Model } from './model.js'
 * @import { StoryParts } from './storyparts.js'
 *
 * @typedef {object} PanelParts What the parts of the panel share.
 * @property {Model} model
 * @property {Open} open
 * @property {Lists} lists
 * @property {StoryParts} stories
 * @property {() => Filter} filter
 * @property {(part: Partial<Filter>) => void} change Changes a part of the filter.
 */

/**
 * @param {PanelParts} panel
 * @param {number} i
 * @returns {HTMLElement[]}
 */
export function partsOf(panel, i) {
  const { model, lists, stories } = panel;
  const kind = model.kind(i);
  if (kind === 'article') {
    return [
      ...stories.ofArticle(i),
      ...lists.listed('Suggested topics', model.suggested(i)),
      ...relatedTo(panel, i),
    ];
  }
  if (kind === 'story') return [...stories.describe(i), ...topicBars(panel, i)];
  const articles = [...model.articles(i)];
  return [
    ...(kind === 'theme' ? [] : [filterButtons(panel, i)]),
    ...timelineOf(model, articles),
    ...(kind === 'topic' ? lists.listed('Narrower topics', model.narrower(i)) : []),
    ...topicBars(panel, i),
    ...(kind === 'outlet' ? companyBars(panel, i) : outletBars(panel, i)),
    ...stories.among(articles),
    ...(kind === 'theme' ? [] : themeBars(panel, i)),
    ...lists.listed('Articles', articles),
  ];
}

/**
 * Buttons that show only the articles of a topic or outlet, or all others.
 *
 * @param {PanelParts} panel
 * @param {number} i
 */
function filterButtons({ filter, change, model, open }, i) {
  const kind = model.kind(i) === 'outlet' ? 'outlets' : 'topics';
  /**
   * @param {'topics' | 'outlets' | 'hidden'} part
   * @param {[add: string, remove: string]} texts
   */
  const button = (part, [add, remove]) => {
    const nodes = filter()[part];
    const isIn = nodes.includes(i);
    const run = () => {
      change({ [part]: isIn ? nodes.filter((node) => node !== i) : [...nodes, i] });
      if (part === 'hidden' && !isIn) open(-1); // of what is hidden there is nothing to see
    };
    const look = { type: 'button', 'aria-pressed': String(isIn), onclick: run };
    return make('button', look, isIn ? remove : add);
  };
  return make(
    'div',
    { class: 'actions' },
    button(kind, ['Filter by it', 'Remove the filter']),
    button('hidden', ['Hide its articles', 'Show its articles']),
  );
}

/**
 * @param {PanelParts} panel
 * @param {number} i
 */
function topicBars({ model, open }, i) {
  const topics = frequencies(model.articles(i), model.topics).filter(([topic]) => topic !== i);
  return barsOf(model, open, 'Topics', topics, 10);
}

/**
 * @param {PanelParts} panel
 * @param {number} i
 */
function outletBars({ model, open }, i) {
  const outlets = frequencies(model.articles(i), (article) => [model.outlet(article)]);
  return barsOf(model, open, 'Outlets', outlets, 10);
}

/**
 * @param {PanelParts} panel
 * @param {number} i
 */
function themeBars({ model, open }, i) {
  const themes = frequencies(model.articles(i), (article) => [model.theme(article)]);
  return barsOf(model, open, 'Themes', themes, 6);
}

/**
 * Other outlets by how many articles they have in the stories that this one tells, too.
 *
 * @param {PanelParts} panel
 * @param {number} outlet
 */
function companyBars({ model, open }, outlet) {
  const told = [...model.articles(outlet)].map(model.story).filter((story) => story >= 0);
  const articles = [...new Set(told)].flatMap((story) => [...model.articles(story)]);
  const others = frequencies(articles, (article) => [model.outlet(article)]).filter(
    ([other]) => other !== outlet,
  );
  return barsOf(model, open, 'Outlets on the same stories', others, 8);
}

/**
 * The articles that are related to one, in an order to choose.
 *
 * @param {PanelParts} panel
 * @param {number} i
 */
function relatedTo({ model, lists }, i) {
  const nodes = [...model.neighbours(i)];
  if (!nodes.length) {
    return [make('p', { class: 'quiet' }, 'No other article is linked with it.')];
  }
  const note = (/** @type {number} */ other) =>
    [
      outletName(model, other, 60),
      model.dateInWords(other),
      model.way(i, other) === 'from' ? 'links here' : '',
    ]
      .filter(Boolean)
      .join(' · ');
  const outlet = (/** @type {number} */ other) => outletName(model, other, Infinity);
  /** @type {Record<string, (a: number, b: number) => number>} */
  const orders = {
    date: newestFirst(model),
    outlet: (a, b) =>
      outlet(a).localeCompare(outlet(b)) || (model.time(a) < model.time(b) ? 1 : -1),
  };
  const body = make('div', {});
  const show = (/** @type {string} */ name) => {
    const sorted = [...nodes].sort(orders[name]);
    body.replaceChildren(lists.list(sorted, sorted.map(note)));
    press(switches, 'by', name);
  };
  const choices = { date: 'By date', outlet: 'By outlet' };
  const switches = switchOf('Order of the related articles', choices, show);
  show('date');
  return [section(`Related articles (${grouped(nodes.length)})`, switches, body)];
}
