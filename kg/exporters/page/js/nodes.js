// The nodes of the graph: their numbers, identifiers, names and columns, as `blocks.py` writes them.

/**
 * Nodes are numbers from 0: articles, then outlets, topics, stories (events that several outlets
 * tell) and themes (communities of related articles, named after their most linked one). -1 is no
 * node.
 *
 * @typedef {'article' | 'outlet' | 'topic' | 'story' | 'theme'} Kind
 *
 * @typedef {string | number | boolean} Value
 * @typedef {Value | Value[] | null} Cell Of a row: one value, several, or none.
 *
 * @typedef {object} Column
 * @property {string} name
 * @property {string} range As in `vocabulary.py`: 'TEXT', 'IRI', 'NODE' …
 * @property {Cell[]} values
 *
 * @typedef {object} KindBlock
 * @property {Kind} kind
 * @property {(string | number)[]} ids Of a story, the number of the article that names it.
 * @property {Column[]} columns
 *
 * @typedef {object} Core What the picture and the search need.
 * @property {string} base
 * @property {string} title
 * @property {boolean} cards
 * @property {number} dot The radius of an article.
 * @property {[x: number, y: number, r: number] | null} stray
 * @property {KindBlock[]} kinds
 * @property {number[]} home
 * @property {{ name: number, size: number, topic: number }[]} themes
 * @property {Burst[]} [words]
 * @property {{ x: number[], y: number[], r: number[] }} places
 */

/**
 * @typedef {object} Burst A word that several outlets suddenly used in a month.
 * @property {string} word
 * @property {string} month '2024-05'
 * @property {number} outlets How many used it.
 * @property {number[]} articles
 *
 * @typedef {(string | null)[]} Texts
 * @typedef {(number[] | null)[]} Numbers Nodes, each as the difference to the one before.
 *
 * @typedef {object} Columns The columns of each kind that the model knows by name.
 * @property {{
 *   datePublished?: Texts, publishedPrecision?: Texts, dateAdded?: Texts, addedPrecision?: Texts,
 *   publishedBy?: Numbers, about?: Numbers, suggestedTopic?: Numbers, copyOf?: Numbers,
 *   partOfStory?: Numbers, curated?: boolean[], label?: string[],
 * }} article
 * @property {{ label?: string[] }} outlet
 * @property {{ label?: string[], broader?: Numbers }} topic
 * @property {{
 *   label?: (string | number)[], startDate?: string[], startPrecision?: Texts, endDate?: string[],
 *   outlets?: number[], texts?: number[], firstOutlet?: Numbers, follows?: Numbers,
 * }} story
 *
 * @typedef {object} Nodes
 * @property {number} count
 * @property {Record<Kind, number>} first
 * @property {Record<Kind, number>} ends
 * @property {string[]} ids
 * @property {string[]} labels
 * @property {Columns} columns
 *
 * @typedef {Record<string, (string | string[] | null)[] | undefined>} TextColumns
 */

/** @type {Kind[]} */
export const KINDS = ['article', 'outlet', 'topic', 'story', 'theme'];

/** @type {Record<keyof Columns, string[]>} */
const OTHER_NAMES = {
  article: ['alternativeHeadline'],
  outlet: ['alternateName', 'domain'],
  topic: ['altLabel', 'hiddenLabel'],
  story: [],
};

/**
 * @param {Core} core
 * @returns {Nodes}
 */
export function readNodes({ kinds, themes }) {
  const first = /** @type {Record<Kind, number>} */ ({});
  /** @type {string[]} */
  const ids = [];
  /** @type {Record<string, Record<string, Cell[]>>} */
  const named = {};
  for (const { kind, ids: own, columns } of kinds) {
    first[kind] = ids.length;
    for (const id of own) ids.push(`${kind}:${typeof id === 'number' ? localId(ids[id]) : id}`);
    named[kind] = Object.fromEntries(columns.map(({ name, values }) => [name, values]));
  }
  first.theme = ids.length;
  for (const { name } of themes) ids.push(ids[name].replace('article', 'theme'));
  const count = ids.length;
  const ends = {
    article: first.outlet,
    outlet: first.topic,
    topic: first.story,
    story: first.theme,
    theme: count,
  };
  const columns = /** @type {Columns} */ (/** @type {unknown} */ (named));
  return { count, first, ends, ids, labels: labelsOf(columns, themes), columns };
}

/** @param {string} id */
function localId(id) {
  return id.slice(id.indexOf(':') + 1);
}

/**
 * Stories and themes are mostly named after an article.
 *
 * @param {Columns} columns
 * @param {Core['themes']} themes
 */
function labelsOf({ article, outlet, topic, story }, themes) {
  const labels = [article, outlet, topic].flatMap(({ label = [] }) => label);
  for (const label of story.label ?? [])
    labels.push(typeof label === 'number' ? labels[label] : label);
  for (const { name } of themes) labels.push(labels[name]);
  return labels;
}

/**
 * Nodes, each written as the difference to the one before.
 *
 * @param {number[]} steps
 */
export function summed(steps) {
  let place = 0;
  return steps.map((step) => {
    place += step;
    return place;
  });
}

/**
 * The part of the model that says what a node is called.
 *
 * @param {Nodes} nodes
 */
export function namesOf({ count, first, ends, ids, labels, columns }) {
  /** @type {Map<string, number>} */
  const numbered = new Map(); // made when it is first asked for
  /** @type {(i: number) => Kind} */
  const kind = (i) => KINDS.find((name) => i < ends[name]) ?? 'theme';
  return {
    count,
    kinds: KINDS,
    /** @type {(name: Kind) => [first: number, end: number]} */
    range: (name) => [first[name], ends[name]],
    kind,
    id: (/** @type {number} */ i) => ids[i],
    find(/** @type {string} */ id) {
      if (!numbered.size) for (const [i, name] of ids.entries()) numbered.set(name, i);
      return numbered.get(id) ?? -1;
    },
    label: (/** @type {number} */ i) => labels[i] ?? ids[i],
    /** @type {(i: number) => string[]} */
    otherNames(i) {
      const of = kind(i);
      if (of === 'theme') return [];
      const own = /** @type {TextColumns} */ (columns[of]);
      return OTHER_NAMES[of].flatMap((name) => own[name]?.[i - first[of]] ?? []);
    },
  };
}
