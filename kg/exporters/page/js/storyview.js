// The view of stories: all of them to choose from, and one as a staircase of outlets over time.

import { axisOf, xOf } from './axis.js';
import { barsOf } from './charts.js';
import { make, press, words } from './dom.js';
import { asButton, draw, fittedText, widthOf } from './drawing.js';
import { extend } from './extend.js';
import { switchOf } from './lists.js';
import { mostLinked, nodesOf } from './order.js';
import { staircaseOf, storyInNumbers } from './staircase.js';
import { storiesBy, storyNote, whyNone } from './stories.js';
import { cut, plural } from './text.js';
import { dayOf } from './timeline.js';

/**
 * @import { App } from './app.js'
 * @import { Scale } from './axis.js'
 * @import { Model } from './model.js'
 * @import { Row, Staircase } from './staircase.js'
 */

const MOST_ROWS = 30;
const FEWER_ROWS = 25;
const LISTED = 60;
const [TALL, TOP, NAMES, RIGHT] = [30, 36, 168, 16]; // pixels
const NARROW = 640;
const LETTERS = 13;
const DAY_LENGTH = 86_400_000; // milliseconds
const BEFORE = 90; // days in which a large outlet has its articles
const [LARGE, LARGE_FROM] = [10, 5];

extend((app) => {
  /** @type {HTMLElement | null} */
  let host = null;
  let order = 'size';
  let whole = false;

  function refresh() {
    if (!host) return;
    const { focus, model } = app;
    const story = focus < 0 ? -1 : model.kind(focus) === 'story' ? focus : storyOfFocus(app);
    if (story < 0) showStories(app, host, order, sortBy);
    else showStory(app, host, story, whole, showWhole);
  }
  const sortBy = (/** @type {string} */ name) => {
    order = name;
    refresh();
  };
  const showWhole = () => {
    whole = true;
    refresh();
  };

  app.addView({
    id: 'stories',
    label: 'Stories',
    show(element) {
      host = element;
      refresh();
    },
    hide() {
      host = null;
    },
  });
  app.on('filter', refresh);
  app.on('focus', () => {
    whole = false;
    if (app.focus >= 0 && app.model.kind(app.focus) === 'story' && app.view !== 'map') {
      app.setView('stories');
    }
    refresh();
  });
  addEventListener('resize', refresh);
});

/** The story of the article that is open, or -1. @param {App} app */
function storyOfFocus({ model, focus }) {
  return model.kind(focus) === 'article' ? model.story(focus) : -1;
}

/**
 * @param {App} app
 * @param {HTMLElement} host
 * @param {string} order
 * @param {(order: string) => void} sortBy
 */
function showStories(app, host, order, sortBy) {
  const { model } = app;
  const passing = storiesBy(model, order).filter((i) => model.articles(i).some(app.passes));
  const several = passing.filter((i) => model.event(i).outlets > 1);
  const stories = [...several, ...passing.filter((i) => model.event(i).outlets < 2)];
  if (!stories.length) {
    const [first, end] = model.range('story');
    const why = first === end ? whyNone(model) : 'No story passes the filters.';
    host.replaceChildren(
      make('h2', { class: 'headline' }, 'Stories'),
      make('p', { class: 'quiet' }, why),
    );
    return;
  }
  const switches = switchOf(
    'Order of the stories',
    { size: 'By outlets', texts: 'By size', date: 'By date' },
    sortBy,
  );
  press(switches, 'by', order);
  host.replaceChildren(
    make('h2', { class: 'headline' }, plural(stories.length, 'story')),
    make(
      'p',
      { class: 'quiet' },
      'A story is one event that several outlets tell. Open one to see who was first and who followed.',
    ),
    switches,
    make('ol', { class: 'stories' }, ...stories.slice(0, LISTED).map((i) => storyRow(app, i))),
    ...(stories.length > LISTED
      ? [
          make(
            'p',
            { class: 'quiet' },
            `${plural(stories.length - LISTED, 'more story')} pass: filter by date, topic or outlet to see them.`,
          ),
        ]
      : []),
    ...firstMostOften(app, stories),
  );
}

/**
 * @param {App} app
 * @param {number} i
 */
function storyRow({ model, open }, i) {
  const note = `${plural(model.articles(i).length, 'article')} · ${storyNote(model, i)}`;
  const look = { type: 'button', class: 'row', onclick: () => open(i), 'data-node': String(i) };
  return make(
    'li',
    {},
    make(
      'button',
      look,
      make('span', {}, words(cut(model.label(i), 200)), make('small', {}, words(note))),
    ),
  );
}

/**
 * Which outlets were first most often, where times are known.
 *
 * @param {App} app
 * @param {number[]} stories
 */
function firstMostOften({ model, open, filter }, stories) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const i of stories) {
    const { precision, first, texts } = model.event(i);
    if (precision || first.length !== 1 || texts < 2 || filter.hidden.includes(first[0])) continue;
    counts.set(first[0], (counts.get(first[0]) ?? 0) + 1);
  }
  const pairs = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return barsOf(model, open, 'First most often, where times are known', pairs, 8);
}

/**
 * @param {App} app
 * @param {HTMLElement} host
 * @param {number} story
 * @param {boolean} whole Whether all rows are shown, however many there are.
 * @param {() => void} showWhole
 */
function showStory(app, host, story, whole, showWhole) {
  const { model } = app;
  const { follows, followedBy } = model.event(story);
  const stairs = staircaseOf(model, story);
  const shown =
    whole || stairs.rows.length <= MOST_ROWS ? stairs.rows : stairs.rows.slice(0, FEWER_ROWS);
  const rest = stairs.rows.length - shown.length;
  const figure = make('figure', { class: 'staircase' });
  const more = { type: 'button', class: 'more', onclick: showWhole };
  const absent = absentOutlets(model, story);
  host.replaceChildren(
    make(
      'p',
      { class: 'way' },
      make('button', { type: 'button', class: 'more', onclick: () => app.open(-1) }, 'All stories'),
      ...(follows >= 0 ? [chapter(app, 'Earlier', follows)] : []),
      ...followedBy.map((i) => chapter(app, 'Later', i)),
    ),
    make('h2', { class: 'headline' }, words(model.label(story))),
    make('p', { class: 'quiet' }, words(storyInNumbers(model, story))),
    figure,
    ...(rest ? [make('button', more, `${rest} more outlets`)] : []),
    ...(absent.length
      ? [
          make(
            'p',
            { class: 'quiet absent' },
            'Large outlets that did not tell it: ',
            ...absent.flatMap((i, at) => [at ? ', ' : '', words(model.label(i))]),
            '.',
          ),
        ]
      : []),
  );
  const width = figure.clientWidth;
  if (width < NARROW) figure.append(listOfRows(app, shown));
  else figure.append(drawStaircase(app, stairs, shown, width));
}

/**
 * @param {App} app
 * @param {string} way
 * @param {number} i
 */
function chapter({ model, open }, way, i) {
  const look = { type: 'button', class: 'more', onclick: () => open(i) };
  return make('button', look, `${way}: `, words(cut(model.label(i), 60)));
}

/**
 * Large outlets that do not tell a story: of the ten with most articles in the 90 days before it,
 * those that had at least five.
 *
 * @param {Model} model
 * @param {number} story
 */
function absentOutlets(model, story) {
  const day = model.event(story).start.slice(0, 10);
  const from = new Date(dayOf(day).getTime() - BEFORE * DAY_LENGTH).toISOString().slice(0, 10);
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const i of nodesOf(model, 'article')) {
    const date = model.date(i);
    const outlet = model.outlet(i);
    if (outlet >= 0 && date >= from && date < day)
      counts.set(outlet, (counts.get(outlet) ?? 0) + 1);
  }
  const telling = new Set([...model.articles(story)].map(model.outlet));
  return [...counts]
    .sort((a, b) => b[1] - a[1] || mostLinked(model)(a[0], b[0]))
    .slice(0, LARGE)
    .filter(([outlet, count]) => count >= LARGE_FROM && !telling.has(outlet))
    .map(([outlet]) => outlet);
}

/**
 * The rows as a list, where there is no room for a drawing.
 *
 * @param {App} app
 * @param {Row[]} rows
 */
function listOfRows({ model, open }, rows) {
  const items = rows.flatMap(({ outlet, steps }) =>
    steps.map(({ article, original, first }) => {
      const name = outlet >= 0 ? model.label(outlet) : '';
      const note = [name, model.timeInWords(article), ...(original >= 0 ? ['copy'] : [])];
      const look = { type: 'button', class: 'row', onclick: () => open(article) };
      return make(
        'li',
        {},
        make(
          'button',
          look,
          make(
            'span',
            {},
            words(cut(model.label(article), 200)),
            ...(first ? [' ', make('span', { class: 'badge' }, 'first')] : []),
            make('small', {}, words(note.filter(Boolean).join(' · '))),
          ),
        ),
      );
    }),
  );
  return make('ol', { class: 'list' }, ...items);
}

/**
 * @param {App} app
 * @param {Staircase} stairs
 * @param {Row[]} rows
 * @param {number} width
 */
function drawStaircase(app, { byDay, start, end }, rows, width) {
  const floor = byDay ? start - (start % DAY_LENGTH) : start;
  const room = Math.max(end - floor, byDay ? DAY_LENGTH : DAY_LENGTH / 24);
  const scale = {
    start: new Date(floor - room * 0.02),
    end: new Date(floor + room * (byDay ? 1.15 : 1)),
    left: NAMES,
    right: width - RIGHT - Math.min(220, width * 0.2),
  };
  const height = TOP + TALL * rows.length + 12;
  /** @type {Map<number, [x: number, y: number]>} */
  const places = new Map();
  for (const [row, { steps }] of rows.entries()) {
    for (const { article, time } of steps) {
      places.set(article, [
        xOf(scale, byDay ? time - (time % DAY_LENGTH) : time),
        TOP + TALL * row + 14,
      ]);
    }
  }
  const drawn = rows.flatMap((row, at) => drawRow(app, row, { at, places, width, rows }));
  return draw(
    'svg',
    {
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'group',
      'aria-label': 'Outlets over time',
    },
    axisOf(scale, 14, [TOP - 14, height]),
    ...drawn,
  );
}

/**
 * @param {App} app
 * @param {Row} row
 * @param {{ at: number, places: Map<number, [x: number, y: number]>, width: number, rows: Row[] }} where
 */
function drawRow({ model, open, focus }, { outlet, steps }, { at, places, width, rows }) {
  const [x, y] = places.get(steps[0].article) ?? [0, 0];
  const before = at ? places.get(rows[at - 1].steps[0].article) : undefined;
  const name = outlet >= 0 ? model.label(outlet) : 'unknown';
  const stair =
    before && before[0] <= x
      ? [
          draw('path', {
            class: 'stair',
            d: `M${before[0]},${before[1]}V${y - 8}Q${before[0]},${y} ${Math.min(x, before[0] + 8)},${y}H${x}`,
          }),
        ]
      : [];
  const label = draw(
    'text',
    {
      class: steps[0].first ? 'outlet first' : 'outlet',
      x: NAMES - 14,
      y: y + 4,
      'text-anchor': 'end',
      'font-size': LETTERS,
      ...(outlet >= 0 ? asButton(null, () => open(outlet)) : {}),
    },
    fittedText(name, NAMES - 20, LETTERS),
  );
  const dots = steps.map(({ article, original, first }) => {
    const [cx, cy] = places.get(article) ?? [0, 0];
    const to = original >= 0 ? places.get(original) : undefined;
    const look = `dot${original >= 0 ? ' copy' : ''}${first ? ' first' : ''}${article === focus ? ' on' : ''}`;
    const title = `${model.label(article)} · ${name} · ${model.timeInWords(article)}${original >= 0 ? ' · copy' : ''}`;
    return draw(
      'g',
      {},
      ...(to ? [draw('line', { class: 'copied', x1: to[0], y1: to[1], x2: cx, y2: cy })] : []),
      draw(
        'g',
        { class: look, ...asButton(title, () => open(article)) },
        draw('title', {}, title),
        draw('circle', { cx, cy, r: first ? 7 : 5.5 }),
      ),
    );
  });
  const last = places.get(steps[steps.length - 1].article) ?? [x, y];
  return [
    draw(
      'g',
      { class: 'step' },
      ...stair,
      label,
      ...dots,
      headlineAt(model, steps[0], last[0], [x, y], width, open),
    ),
  ];
}

/**
 * The headline beside its dot: behind it where there is room, else before it.
 *
 * @param {Model} model
 * @param {{ article: number, first: boolean }} step
 * @param {number} end Of the dots of the row.
 * @param {[x: number, y: number]} place
 * @param {number} width
 * @param {(i: number) => void} open
 */
function headlineAt(model, { article, first }, end, [x, y], width, open) {
  const text = cut(model.label(article), 160);
  const [behind, before] = [width - end - 14, x - NAMES - 14];
  const isBehind = widthOf(text, LETTERS) <= behind || behind >= before;
  const look = {
    class: first ? 'told first' : 'told',
    x: isBehind ? end + 13 : x - 13,
    y: y + 4,
    'text-anchor': isBehind ? 'start' : 'end',
    'font-size': LETTERS,
    onclick: () => open(article),
  };
  return draw('text', look, fittedText(text, isBehind ? behind : before, LETTERS));
}
