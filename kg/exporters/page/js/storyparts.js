// What the panel says about stories.

import { make, press } from './dom.js';
import { outletName, section, switchOf } from './lists.js';
import { firstDay, inOrder, STORY_ORDERS, storiesBy, storyNote, whyNone } from './stories.js';

/**
 * @import { Lists } from './lists.js'
 * @import { Model } from './model.js'
 *
 * @typedef {object} StoryParts
 * @property {(i: number) => HTMLElement[]} lead The days of a story, its outlets, and who was first.
 * @property {(i: number) => HTMLElement[]} describe Its articles, and what was before and after.
 * @property {(i: number) => HTMLElement[]} ofArticle The story of an article, its original and its
 *   copies.
 * @property {(nodes: number[]) => HTMLElement[]} among Stories of which some articles are among
 *   these, the largest first.
 * @property {(passes: (i: number) => boolean) => HTMLElement[]} all All stories of which an article
 *   passes, in an order to choose.
 */

const FIRST_STORIES = 8;
const FIRST_OF_SOME = 6;

/**
 * @param {Model} model
 * @param {Lists} lists
 * @returns {StoryParts}
 */
export function createStoryParts(model, lists) {
  let order = 'size';
  return {
    lead: (i) => [leadOf(model, i)],
    describe(i) {
      const { follows, followedBy } = model.event(i);
      return [
        section('In order of time', timeOrder(model, lists, i)),
        ...linkedStories(model, lists, 'Earlier', follows >= 0 ? [follows] : []),
        ...linkedStories(model, lists, 'Later', followedBy),
      ];
    },
    ofArticle: (i) => storyOfArticle(model, lists, i),
    among(nodes) {
      const own = new Set(nodes.map(model.story));
      const stories = storiesBy(model, 'size').filter((i) => own.has(i));
      if (!stories.length) return [];
      const title = stories.length > 1 ? `Stories (${stories.length})` : 'Stories';
      return [section(title, storyList(model, lists, stories, FIRST_OF_SOME))];
    },
    all: (passes) =>
      allStories(model, lists, passes, order, (chosen) => {
        order = chosen;
      }),
  };
}

/**
 * @param {Model} model
 * @param {Lists} lists
 * @param {number[]} stories
 * @param {number} [most]
 */
function storyList(model, lists, stories, most) {
  const notes = stories.map((i) => storyNote(model, i));
  return lists.list(stories, notes, most);
}

/**
 * @param {Model} model
 * @param {Lists} lists
 * @param {string} title
 * @param {number[]} stories
 */
function linkedStories(model, lists, title, stories) {
  return stories.length ? [section(title, storyList(model, lists, stories))] : [];
}

/**
 * @param {Model} model
 * @param {number} i
 */
function leadOf(model, i) {
  const event = model.event(i);
  const lead = make('p', { class: 'summary' }, storyNote(model, i));
  if (event.precision) lead.append(make('br'), firstDay(event));
  return lead;
}

/**
 * Outlet and time of an article.
 *
 * @param {Model} model
 * @param {number} i
 */
function whoAndWhen(model, i) {
  return [outletName(model, i, Infinity), model.timeInWords(i)].filter(Boolean).join(' · ');
}

/**
 * The articles of a story: the first is marked, copies are folded.
 *
 * @param {Model} model
 * @param {Lists} lists
 * @param {number} story
 */
function timeOrder(model, lists, story) {
  const event = model.event(story);
  const isFirst = (/** @type {number} */ i) =>
    !event.precision && model.exact(i) && model.time(i) === event.start;
  const rowOfArticle = (/** @type {number} */ i, /** @type {string[]} */ ...badges) =>
    lists.row(i, whoAndWhen(model, i), [...(isFirst(i) ? ['first'] : []), ...badges]);
  const items = inOrder(model, model.articles(story)).map(({ i, copies }) => {
    if (!copies.length) return rowOfArticle(i);
    const item = rowOfArticle(i, 'earliest here');
    const head = make('summary', {}, copies.length > 1 ? `${copies.length} copies` : '1 copy');
    const rows = make('ul', { class: 'list' }, ...copies.map((copy) => rowOfArticle(copy)));
    item.append(make('details', { class: 'copies', open: event.texts === 1 }, head, rows));
    return item;
  });
  return make('ol', { class: 'list' }, ...items);
}

/**
 * @param {Model} model
 * @param {Lists} lists
 * @param {number} i
 */
function storyOfArticle(model, lists, i) {
  const note = (/** @type {number} */ article) => whoAndWhen(model, article);
  const originals = [model.copyOf(i)].filter((original) => original >= 0);
  const copies = inOrder(model, model.copies(i)).map(({ i: copy }) => copy);
  return [
    ...linkedStories(model, lists, 'Story', model.story(i) >= 0 ? [model.story(i)] : []),
    ...lists.listed('Copy of', originals, originals.map(note)),
    ...lists.listed('Copied by', copies, copies.map(note)),
  ];
}

/**
 * @param {Model} model
 * @param {Lists} lists
 * @param {(i: number) => boolean} passes
 * @param {string} order
 * @param {(order: string) => void} chosen
 */
function allStories(model, lists, passes, order, chosen) {
  const [first, end] = model.range('story');
  if (first === end) {
    if (!model.range('article')[1]) return [];
    return [section('Stories', make('p', { class: 'quiet' }, whyNone(model)))];
  }
  const body = make('div', {});
  const show = (/** @type {string} */ name) => {
    chosen(name);
    const stories = storiesBy(model, name).filter((i) => model.articles(i).some(passes));
    body.replaceChildren(
      stories.length
        ? storyList(model, lists, stories, FIRST_STORIES)
        : make('p', { class: 'quiet' }, 'No story passes the filters.'),
    );
    press(switches, 'by', name);
    return stories.length;
  };
  const switches = switchOf('Order of the stories', STORY_ORDERS, show);
  const count = show(order);
  return [section(`Stories (${count})`, switches, body)];
}
