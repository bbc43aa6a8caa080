// The front page of a small archive: a column for each day, a card for each article.

import { make, words } from './dom.js';
import { draw } from './drawing.js';
import { columnsOf, namesMost, sentenceOf } from './frontpage.js';
import { nodesOf } from './order.js';
import { cut, spokenDate } from './text.js';

/**
 * @import { App } from './app.js'
 * @import { Column } from './frontpage.js'
 * @import { Model } from './model.js'
 */

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const TAGS = 4;

/**
 * @param {App} app
 * @param {HTMLElement} host
 */
export function showFrontPage(app, host) {
  const { model } = app;
  const articles = nodesOf(model, 'article').filter(app.passes);
  if (!articles.length) {
    const all = model.range('article')[1];
    const what = all
      ? 'No article passes the filters.'
      : 'There is no article yet. Add a post to the folder and run kg build again.';
    host.replaceChildren(make('p', { class: 'quiet' }, what));
    return;
  }
  const topics = nodesOf(model, 'topic')
    .filter((i) => model.degree(i))
    .slice(0, 8);
  const below = [
    namesMost(model, articles),
    topics.length ? `Topics: ${topics.map((i) => model.label(i)).join(', ')}.` : '',
  ];
  const arrows = draw('svg', { class: 'arrows', 'aria-hidden': 'true' });
  const columns = columnsOf(model, articles);
  const page = make('div', { class: 'columns' }, ...columns.map((column) => columnOf(app, column)));
  page.style.setProperty('--columns', String(Math.min(4, columns.length)));
  page.append(arrows);
  host.replaceChildren(
    make('h2', { class: 'headline' }, sentenceOf(model, articles)),
    make('p', { class: 'quiet' }, words(below.filter(Boolean).join(' '))),
    page,
  );
  if (columns.length <= 4) drawArrows(model, articles, page, arrows);
}

/**
 * @param {App} app
 * @param {Column} column
 */
function columnOf(app, { from, unit, articles }) {
  const weekday = unit === 'day' ? `${WEEKDAYS[new Date(`${from}T00:00:00Z`).getUTCDay()]} ` : '';
  const added = from && !app.model.dated ? 'added ' : '';
  const title = from ? `${added}${weekday}${spokenDate(from)}` : 'Without a date';
  const cards = articles.map((i) => cardOf(app, i));
  return make('section', { class: 'day' }, make('h3', {}, title), ...cards);
}

/**
 * @param {App} app
 * @param {number} i
 */
function cardOf({ model, open, focus }, i) {
  const outlet = model.outlet(i);
  const tags = model.topics(i).slice(0, TAGS);
  const { story } = model;
  const event = story(i) >= 0 ? model.event(story(i)) : null;
  const isFirst = event && !event.precision && model.exact(i) && model.time(i) === event.start;
  const badge = isFirst ? [' ', make('span', { class: 'badge' }, 'first')] : [];
  const masthead =
    outlet >= 0 ? [make('span', { class: 'masthead' }, words(model.label(outlet)))] : [];
  return make(
    'button',
    {
      type: 'button',
      class: `card${model.curated(i) ? ' own' : ''}`,
      'data-node': String(i),
      'aria-pressed': String(focus === i),
      onclick: () => open(i),
    },
    ...masthead,
    make('span', { class: 'card-title' }, words(cut(model.label(i), 300)), ...badge),
    ...(tags.length
      ? [
          make(
            'span',
            { class: 'tags' },
            ...tags.map((tag) => make('span', { class: 'tag' }, words(cut(model.label(tag), 40)))),
          ),
        ]
      : []),
  );
}

/**
 * Draws an arrow for each link, from card to card.
 *
 * @param {Model} model
 * @param {number[]} articles
 * @param {HTMLElement} page
 * @param {SVGSVGElement} arrows
 */
function drawArrows(model, articles, page, arrows) {
  const frame = page.getBoundingClientRect();
  /** @type {Map<number, DOMRect>} */
  const boxes = new Map();
  for (const card of page.querySelectorAll('.card')) {
    const { node } = /** @type {HTMLElement} */ (card).dataset;
    boxes.set(Number(node), card.getBoundingClientRect());
  }
  const lefts = new Set([...boxes.values()].map(({ left }) => Math.round(left)));
  if (lefts.size < 2 && boxes.size > 12) return;
  const paths = articles.flatMap((i) =>
    [...model.neighbours(i)]
      .filter((j) => model.way(i, j) === 'to' || (model.way(i, j) === 'both' && i < j))
      .flatMap((j) => {
        const [from, to] = [boxes.get(i), boxes.get(j)];
        return from && to ? [draw('path', { d: arrowPath(from, to, frame) })] : [];
      }),
  );
  const head = draw('path', { d: 'M0,0L8,4L0,8Z' });
  const marker = {
    id: 'arrow',
    viewBox: '0 0 8 8',
    refX: 7,
    refY: 4,
    markerWidth: 8,
    markerHeight: 8,
    orient: 'auto',
  };
  arrows.setAttribute('width', String(frame.width));
  arrows.setAttribute('height', String(frame.height));
  arrows.replaceChildren(draw('defs', {}, draw('marker', marker, head)), ...paths);
}

/**
 * A curve from the edge of one card to that of another.
 *
 * @param {DOMRect} from
 * @param {DOMRect} to
 * @param {DOMRect} frame
 */
function arrowPath(from, to, frame) {
  const middle = (/** @type {DOMRect} */ box) => box.top + box.height / 2 - frame.top;
  if (Math.abs(from.left - to.left) < 20) {
    const down = to.top > from.top;
    const x = from.left - frame.left + 28;
    const [y1, y2] = down ? [from.bottom, to.top - 3] : [from.top, to.bottom + 3];
    return `M${x},${y1 - frame.top}L${x},${y2 - frame.top}`;
  }
  const right = to.left > from.left;
  const x1 = (right ? from.right : from.left) - frame.left;
  const x2 = (right ? to.left - 3 : to.right + 3) - frame.left;
  const bend = (x1 + x2) / 2;
  return `M${x1},${middle(from)}C${bend},${middle(from)} ${bend},${middle(to)} ${x2},${middle(to)}`;
}
