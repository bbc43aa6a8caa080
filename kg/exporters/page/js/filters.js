// Which articles are shown: by topic, outlet, month and whether they have posts of their own.

/**
 * @import { Model } from './model.js'
 *
 * @typedef {object} Filter
 * @property {number[]} topics Nodes; an article passes that has one of them.
 * @property {number[]} outlets Nodes.
 * @property {string} from A month: '2024-05', or ''.
 * @property {string} to
 * @property {boolean} curated Only articles with posts of their own.
 *
 * @typedef {object} Filtered What passes a filter.
 * @property {Uint8Array} pass A byte for each article.
 * @property {number} count
 * @property {boolean} all Whether everything passes.
 * @property {Uint32Array} byNode Of each topic and outlet, how many articles pass all *other*
 *   filters, so that one sees what a choice would give.
 * @property {Uint32Array} byMonth The same of each month.
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
export const NO_FILTER = { topics: [], outlets: [], from: '', to: '', curated: false };

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
  const monthOf = Int32Array.from(
    { length: articles },
    (_, i) => place.get(model.date(i).slice(0, -3)) ?? -1,
  );
  const outletOf = Int32Array.from({ length: articles }, (_, i) => model.outlet(i));
  const curatedOf = Uint8Array.from({ length: articles }, (_, i) => Number(model.curated(i)));

  /** @type {Filters['apply']} */
  function apply({ topics, outlets, from, to, curated }) {
    const pass = new Uint8Array(articles);
    const byNode = new Uint32Array(model.count);
    const byMonth = new Uint32Array(months.length);
    const ofTopic = topics.length ? marked(topics) : null;
    const ofOutlet = outlets.length ? marked(outlets) : null;
    const start = from ? months.findIndex((month) => month >= from) : -1;
    const end = to ? months.findLastIndex((month) => month <= to) : months.length;
    const dated = Boolean(from || to);
    let count = 0;
    for (let i = 0; i < articles; i += 1) {
      const month = monthOf[i];
      const own = model.topics(i);
      const topicFits = !ofTopic || own.some((topic) => ofTopic[topic]);
      const outletFits = !ofOutlet || (outletOf[i] >= 0 && ofOutlet[outletOf[i]]);
      const dateFits =
        !dated || (month >= 0 && (start < 0 ? !from : month >= start) && month <= end);
      if (curated && !curatedOf[i]) continue;
      if (topicFits && outletFits && dateFits) {
        pass[i] = 1;
        count += 1;
      }
      if (outletFits && dateFits) for (const topic of own) byNode[topic] += 1;
      if (topicFits && dateFits && outletOf[i] >= 0) byNode[outletOf[i]] += 1;
      if (topicFits && outletFits && month >= 0) byMonth[month] += 1;
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
