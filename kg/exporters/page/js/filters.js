// Which articles are shown: by topic, outlet, date, word, and whether they have posts of their own.

/**
 * @import { Model } from './model.js'
 * @import { Burst } from './nodes.js'
 *
 * @typedef {object} Filter
 * @property {number[]} topics Nodes.
 * @property {boolean} any Whether one of the topics is enough; else an article has all of them.
 * @property {number[]} outlets Nodes; an article has one of them.
 * @property {number[]} hidden Topics and outlets; an article has none of them.
 * @property {string} from A year, month or day: '2024', '2024-05', '2024-05-01', or ''.
 * @property {string} to
 * @property {boolean} curated Only articles with posts of their own.
 * @property {number} word The place of a word of a month among `Model.bursts`, or -1.
 *
 * @typedef {object} Filtered What passes a filter.
 * @property {Uint8Array} pass A byte for each article.
 * @property {number} count
 * @property {boolean} all Whether everything passes.
 * @property {Uint32Array} byNode Of each topic and outlet, how many articles one would see who
 *   chose it, too.
 * @property {Uint32Array} byMonth Of each month, how many articles pass all filters but the dates.
 *
 * @typedef {object} Filters
 * @property {string[]} months Those with dated articles, without gaps.
 * @property {(filter: Filter) => Filtered} apply
 */

/**
 * The filter that lets everything through.
 *
 * @type {Filter}
 */
export const NO_FILTER = {
  topics: [],
  any: false,
  outlets: [],
  hidden: [],
  from: '',
  to: '',
  curated: false,
  word: -1,
};

/**
 * Whether a filter leaves anything out.
 *
 * @param {Filter} filter
 */
export function isSet({ topics, outlets, hidden, from, to, curated, word }) {
  return (
    Boolean(topics.length + outlets.length + hidden.length) ||
    curated ||
    word >= 0 ||
    Boolean(from || to)
  );
}

/**
 * What filters a model.
 *
 * @param {Model} model
 * @returns {Filters}
 */
export function createFilters(model) {
  const [, articles] = model.range('article');
  const months = allMonths(model, articles);
  const place = new Map(months.map((month, at) => [month, at]));
  const days = Array.from({ length: articles }, (_, i) => model.date(i));
  const monthOf = Int32Array.from(days, (day) => place.get(day.slice(0, -3)) ?? -1);
  const outletOf = Int32Array.from(days, (_, i) => model.outlet(i));
  const curatedOf = Uint8Array.from(days, (_, i) => Number(model.curated(i)));

  /** @type {Filters['apply']} */
  function apply(filter) {
    const { topics, any, outlets, from, to } = filter;
    const pass = new Uint8Array(articles);
    const byNode = new Uint32Array(model.count);
    const byMonth = new Uint32Array(months.length);
    const ofTopic = marked(topics);
    const ofOutlet = marked(outlets);
    const hidden = marked(filter.hidden);
    const holds = filter.word >= 0 ? new Set(model.bursts[filter.word].articles) : null;
    const dated = Boolean(from || to);
    const enough = any ? Math.min(1, topics.length) : topics.length;
    let count = 0;
    for (let i = 0; i < articles; i += 1) {
      const own = model.topics(i);
      const outlet = outletOf[i];
      if ((filter.curated && !curatedOf[i]) || (holds && !holds.has(i))) continue;
      if (filter.hidden.length && (hidden[outlet] || own.some((topic) => hidden[topic]))) continue;
      let found = 0;
      for (const topic of own) found += ofTopic[topic];
      const topicFits = found >= enough;
      const outletFits = !outlets.length || (outlet >= 0 && Boolean(ofOutlet[outlet]));
      if (topicFits && outletFits && monthOf[i] >= 0) byMonth[monthOf[i]] += 1;
      if (dated && !isWithin(days[i], from, to)) continue;
      if (topicFits && outletFits) {
        pass[i] = 1;
        count += 1;
      }
      if (outletFits && (any || topicFits)) for (const topic of own) byNode[topic] += 1;
      if (topicFits && outlet >= 0) byNode[outlet] += 1;
    }
    return { pass, count, byNode, byMonth, all: count === articles };
  }

  /** @param {number[]} nodes */
  function marked(nodes) {
    const marks = new Uint8Array(model.count);
    for (const node of nodes) marks[node] = 1;
    return marks;
  }

  return { apply, months };
}

/**
 * A word of a month as the hash says it: '2024-05:storm'.
 *
 * @param {Burst} burst
 */
export function wordId({ month, word }) {
  return `${month}:${word}`;
}

/**
 * Whether a day is within a span, whose ends are years, months or days.
 *
 * @param {string} day
 * @param {string} from
 * @param {string} to
 */
export function isWithin(day, from, to) {
  return (
    Boolean(day) && day.slice(0, from.length) >= from && (!to || day.slice(0, to.length) <= to)
  );
}

/**
 * Every month from the first to the last article, at most some centuries of them.
 *
 * @param {Model} model
 * @param {number} articles
 */
function allMonths(model, articles) {
  /** @type {Set<string>} */
  const known = new Set();
  for (let i = 0; i < articles; i += 1) {
    const month = model.date(i).slice(0, -3);
    if (/^\d{4}-\d\d$/.test(month)) known.add(month);
  }
  const sorted = [...known].sort();
  if (!sorted.length) return [];
  /** @type {string[]} */
  const all = [];
  const last = sorted[sorted.length - 1];
  for (let month = sorted[0]; month <= last && all.length < 3600; month = after(month))
    all.push(month);
  return all[all.length - 1] === last ? all : sorted;
}

/**
 * '2023-12' gives '2024-01'.
 *
 * @param {string} month
 */
export function after(month) {
  const [year, number] = month.split('-').map(Number);
  return number === 12
    ? `${String(year + 1).padStart(4, '0')}-01`
    : `${String(year).padStart(4, '0')}-${String(number + 1).padStart(2, '0')}`;
}
