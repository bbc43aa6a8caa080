// The view that the page opens with: what there is, month by month; of a small archive, its cards.

import { axisOf } from './axis.js';
import { make, words } from './dom.js';
import { draw } from './drawing.js';
import { extend } from './extend.js';
import { isSet } from './filters.js';
import { FRONT_PAGE } from './frontpage.js';
import { showFrontPage } from './frontview.js';
import { outletName } from './lists.js';
import { mostLinked, newestFirst, nodesOf } from './order.js';
import { drawRidges, heightOf } from './ridges.js';
import { cut, grouped, plural, spokenDate } from './text.js';
import { drawBars, drawWords } from './timebars.js';
import { binAt, daysOf, spanOf, timelineFrom } from './timeline.js';

/**
 * @import { App } from './app.js'
 * @import { Model } from './model.js'
 * @import { Ridge } from './ridges.js'
 * @import { Timeline } from './timeline.js'
 */

const MOST_RIDGES = 9;
const LARGEST_FROM = 0.25; // of all articles: an outlet that is told apart
const LISTED_BELOW = 30; // articles below the picture
const [LEFT, LEFT_ON_PHONES, RIGHT_EDGE, BARS_TOP, BARS] = [132, 44, 14, 104, 150]; // pixels
const NARROW_FIGURE = 560;

extend((app) => {
  /** @type {HTMLElement | null} */
  let host = null;
  const isSmall = app.model.range('article')[1] <= FRONT_PAGE;

  function refresh() {
    if (!host) return;
    if (isSmall) showFrontPage(app, host);
    else showOverview(app, host);
  }

  app.addView({
    id: 'overview',
    label: 'Overview',
    show(element) {
      host = element;
      refresh();
    },
    hide() {
      host = null;
    },
  });
  app.on('filter', refresh);
  app.on('appearance', refresh);
  if (isSmall) app.on('focus', refresh);
  addEventListener('resize', refresh);
});

/**
 * @param {App} app
 * @param {HTMLElement} host
 */
function showOverview(app, host) {
  const { model, filter } = app;
  const articles = nodesOf(model, 'article').filter(app.passes);
  const span = spanShown(app);
  const scroll = host.scrollTop;
  const figure = make('figure', { class: 'times' });
  host.replaceChildren(
    make('h2', { class: 'headline' }, headline(app, articles)),
    ...notes(app, articles, span).map((note) => make('p', { class: 'quiet' }, note)),
    figure,
    ...(isSet(filter) ? [listBelow(app, articles)] : []),
  );
  if (span) drawTimes(app, figure, articles, timelineFrom(...span));
  host.scrollTop = scroll;
}

/**
 * The first and the last day of the picture: those of the filter, else those of all articles.
 *
 * @param {App} app
 * @returns {[first: string, last: string] | null}
 */
function spanShown({ model, filter }) {
  const { first, last } = daysOf(model);
  if (!first) return null;
  const from = filter.from ? `${filter.from}-01-01`.slice(0, 10) : first;
  const to = filter.to ? lastDayOf(filter.to) : last;
  return from <= to ? [from, to] : [first, last];
}

/**
 * The last day of a year or month, or the day itself.
 *
 * @param {string} text
 */
function lastDayOf(text) {
  if (text.length === 10) return text;
  const month = Number(text.slice(5) || 12);
  return new Date(Date.UTC(Number(text.slice(0, 4)), month, 0)).toISOString().slice(0, 10);
}

/**
 * @param {App} app
 * @param {number[]} articles
 */
function headline({ model, filter, result }, articles) {
  if (!articles.length) return 'No article passes the filters';
  const outlets = new Set(articles.map(model.outlet).filter((i) => i >= 0));
  const of = outlets.size ? ` from ${plural(outlets.size, 'outlet')}` : '';
  const all = isSet(filter) && !result.all ? ` of ${grouped(model.range('article')[1])}` : '';
  return `${plural(articles.length, 'article')}${all}${of}${monthsOf(model, articles)}`;
}

/**
 * From when to when articles are: ', Oct 2019 – Aug 2021'.
 *
 * @param {Model} model
 * @param {number[]} articles
 */
function monthsOf(model, articles) {
  const { of } = daysOf(model);
  let [first, last] = ['9', ''];
  for (const i of articles) {
    const day = of[i];
    if (day && day < first) first = day;
    if (day > last) last = day;
  }
  if (!last) return '';
  [first, last] = [first.slice(0, 7), last.slice(0, 7)];
  const added = model.dated ? '' : 'added ';
  if (first === last) return `, ${added}${spokenDate(first)}`;
  return `, ${added}${spokenDate(first)} – ${spokenDate(last)}`;
}

/**
 * What is not drawn, and how to look closer.
 *
 * @param {App} app
 * @param {number[]} articles
 * @param {unknown} span
 */
function notes({ model }, articles, span) {
  const hubs = nodesOf(model, 'topic').filter(model.isHub);
  const names = hubs.map((i) => `“${cut(model.label(i), 40)}”`).join(', ');
  const { of } = daysOf(model);
  const undated = articles.filter((i) => !of[i]).length;
  return [
    ...(span
      ? ['Drag over the bars to look closer. Click a word, a topic or an outlet to filter by it.']
      : ['No article has a date, so there is no axis of time.']),
    ...(hubs.length
      ? [
          `${names} ${hubs.length > 1 ? 'are' : 'is'} on more than half of all articles and not drawn.`,
        ]
      : []),
    ...(undated && span
      ? [`${plural(undated, 'article')} without a date ${undated > 1 ? 'are' : 'is'} not drawn.`]
      : []),
  ];
}

/**
 * @param {App} app
 * @param {HTMLElement} figure
 * @param {number[]} articles
 * @param {Timeline} timeline
 */
function drawTimes(app, figure, articles, timeline) {
  const { model, filter } = app;
  const width = Math.max(300, figure.clientWidth);
  const { bins } = timeline;
  const end = new Date(Date.parse(`${bins[bins.length - 1].to}T00:00:00Z`) + 86_400_000);
  const left = width < NARROW_FIGURE ? LEFT_ON_PHONES : LEFT;
  const scale = { start: bins[0].start, end, left, right: width - RIGHT_EDGE };
  const { of } = daysOf(model);
  const places = articles.map((i) => binAt(bins, of[i]));
  const largest = largestOutlet(model);
  const bottom = BARS_TOP + BARS;
  const ridges = ridgesOf(app, articles, places, bins.length);
  const ridgesTop = bottom + 46;
  const height = ridgesTop + heightOf(ridges.length) + 4;
  const counts = countedBins(places, bins.length);
  const most =
    largest < 0
      ? null
      : countedBins(
          places.filter((_, at) => model.outlet(articles[at]) === largest),
          bins.length,
        );
  const choose = (/** @type {number} */ first, /** @type {number} */ last) => {
    const [from, to] = spanOf(bins[first], bins[last]);
    app.change({ from, to, word: -1 });
  };
  const toggle = (/** @type {number} */ node) => app.change(toggled(app, node));
  const chooseWord = (/** @type {number} */ at) => {
    const { month } = model.bursts[at];
    app.change(
      at === filter.word ? { word: -1, from: '', to: '' } : { word: at, from: month, to: month },
    );
  };
  const bars = { timeline, scale, top: BARS_TOP, bottom, counts, most, choose, say: app.say };
  figure.append(
    draw(
      'svg',
      {
        width,
        height,
        viewBox: `0 0 ${width} ${height}`,
        role: 'group',
        'aria-label': 'Articles over time',
      },
      axisOf(scale, bottom + 18, [BARS_TOP, bottom]),
      drawWords(model.bursts, scale, {
        bottom,
        chosen: filter.word,
        passes: app.passes,
        choose: chooseWord,
      }),
      drawBars(bars),
      ...(largest >= 0 && left === LEFT ? [legendOf(model, largest)] : []),
      ...(ridges.length
        ? [
            drawRidges(model, ridges, {
              timeline,
              scale,
              top: ridgesTop - 12,
              chosen: new Set([...filter.topics, ...filter.outlets]),
              choose: toggle,
            }),
          ]
        : []),
    ),
  );
}

/**
 * The outlet that has more than a quarter of all articles, or -1.
 *
 * @param {Model} model
 */
function largestOutlet(model) {
  const outlets = nodesOf(model, 'outlet');
  const [first = -1] = outlets.sort(mostLinked(model));
  const share = first < 0 ? 0 : model.degree(first) / model.range('article')[1];
  return share > LARGEST_FROM && outlets.length > 1 ? first : -1;
}

/**
 * @param {Model} model
 * @param {number} largest
 */
function legendOf(model, largest) {
  const row = (/** @type {string} */ look, /** @type {string} */ text, /** @type {number} */ y) =>
    draw('text', { class: look, x: 0, y, 'font-size': 12 }, text);
  return draw(
    'g',
    { class: 'legend-of-time' },
    row('title', 'Articles', BARS_TOP + 60),
    row('some', 'from others', BARS_TOP + 78),
    row('most', `from ${cut(model.label(largest), 14)}`, BARS_TOP + 95),
  );
}

/**
 * How many places there are of each bar.
 *
 * @param {number[]} places
 * @param {number} bins
 */
function countedBins(places, bins) {
  const counts = new Uint32Array(bins);
  for (const place of places) if (place >= 0) counts[place] += 1;
  return counts;
}

/**
 * The ridges: of what is chosen, then of the topics of most articles.
 *
 * @param {App} app
 * @param {number[]} articles
 * @param {number[]} places
 * @param {number} bins
 * @returns {Ridge[]}
 */
function ridgesOf({ model, filter }, articles, places, bins) {
  const chosen = [...filter.topics, ...filter.outlets];
  /** @type {Map<number, number[]>} */
  const counts = new Map();
  for (const [at, i] of articles.entries()) {
    if (places[at] < 0) continue;
    for (const node of [...model.topics(i), model.outlet(i)]) {
      if (node < 0) continue;
      const row = counts.get(node) ?? Array(bins).fill(0);
      row[places[at]] += 1;
      counts.set(node, row);
    }
  }
  const total = (/** @type {number} */ node) =>
    (counts.get(node) ?? []).reduce((sum, count) => sum + count, 0);
  const topics = nodesOf(model, 'topic')
    .filter((i) => counts.has(i) && !model.isHub(i) && !chosen.includes(i))
    .sort((a, b) => total(b) - total(a) || a - b);
  return [...chosen, ...topics]
    .slice(0, Math.max(MOST_RIDGES, chosen.length))
    .map((node) => ({ node, counts: counts.get(node) ?? Array(bins).fill(0) }));
}

/**
 * The filter with a topic or outlet more, or less if it has it.
 *
 * @param {App} app
 * @param {number} node
 */
export function toggled({ model, filter }, node) {
  const kind = model.kind(node) === 'outlet' ? 'outlets' : 'topics';
  const nodes = filter[kind];
  const next = nodes.includes(node) ? nodes.filter((i) => i !== node) : [...nodes, node];
  return { [kind]: next };
}

/**
 * What the filter leaves, as a list.
 *
 * @param {App} app
 * @param {number[]} articles
 */
function listBelow(app, articles) {
  const { model } = app;
  const newest = [...articles].sort(newestFirst(model));
  const rows = newest.slice(0, LISTED_BELOW).map((i) => {
    const note = [outletName(model, i, 60), model.dateInWords(i)].filter(Boolean).join(' · ');
    const look = { type: 'button', class: 'row', onclick: () => app.open(i) };
    return make(
      'li',
      {},
      make(
        'button',
        look,
        make('span', {}, words(cut(model.label(i), 300)), make('small', {}, words(note))),
      ),
    );
  });
  const all = { type: 'button', class: 'more', onclick: () => app.setView('table') };
  return make(
    'section',
    { class: 'below' },
    make('h3', {}, plural(articles.length, 'article')),
    make('ul', { class: 'list' }, ...rows),
    ...(newest.length > LISTED_BELOW
      ? [make('button', all, `All ${grouped(newest.length)} in the list`)]
      : []),
  );
}
