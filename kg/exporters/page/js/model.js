// The graph as the page holds it. Everything else in the page asks it through `Model`.

import { datesOf, groupsOf, readArticles } from './articles.js';
import { factsOf } from './facts.js';
import { namesOf, readNodes } from './nodes.js';
import { placesOf, readPlaces } from './places.js';
import { aroundOf, gather, hierarchyOf, joinLinks } from './related.js';
import { readsFromRight } from './text.js';
import { readStories } from './told.js';

/**
 * @import { Burst, Core, Kind } from './nodes.js'
 * @import { AllFacts, Facts } from './facts.js'
 * @import { Links } from './related.js'
 * @import { StoryEvent } from './told.js'
 *
 * @typedef {object} Model Nodes are numbers, see `Kind`; i and j are nodes, -1 is none.
 * @property {string} base The base IRI: with an id, its first ':' as '/', it gives the IRI.
 * @property {string} title
 * @property {boolean} cards Whether the graph is small: 300 nodes at most, each drawn as a card.
 * @property {[x: number, y: number, r: number] | null} stray The disc of articles without topic.
 *
 * @property {number} count How many nodes there are.
 * @property {Kind[]} kinds
 * @property {(kind: Kind) => [first: number, end: number]} range
 * @property {(i: number) => Kind} kind
 * @property {(i: number) => string} id 'article:3f2a…', 'outlet:reuters.com', 'topic:ai' …
 * @property {(id: string) => number} find The node with that id, or -1.
 * @property {(i: number) => string} label
 * @property {(i: number) => string[]} otherNames What else it is called; the domain of an outlet.
 * @property {(i: number) => boolean} rightToLeft Whether the label is written so.
 *
 * @property {boolean} dated Whether any article has a date of publication.
 * @property {(i: number) => string} time Of an article: '2024-05-01T09:30:00Z', or ''.
 * @property {(i: number) => string} date Of an article: '2024-05-01', or ''.
 * @property {(i: number) => string} dateInWords The date as far as it is known, and whether it is
 *   that of the archive.
 * @property {(i: number) => string} timeInWords The same with hour and minute if they are known.
 * @property {(i: number) => boolean} exact Whether the time of publication of an article is known,
 *   not only the day.
 *
 * @property {(i: number) => number} outlet Of an article.
 * @property {(i: number) => number[]} topics Of an article, the one it stands under first.
 * @property {(i: number) => number} home The topic that an article stands under on the map.
 * @property {(i: number) => number} theme Of an article.
 * @property {(i: number) => number[]} suggested Topics that the headline of an article suggests.
 * @property {(i: number) => boolean} curated Whether an article has a post of its own.
 *
 * @property {(i: number) => number} story Of an article.
 * @property {(i: number) => number} copyOf Of an article: its original.
 * @property {(i: number) => number[]} copies Of an article.
 * @property {(i: number) => StoryEvent} event Of a story.
 *
 * @property {(i: number) => Uint32Array} neighbours Of an article: those related either way,
 *   ascending.
 * @property {(i: number, j: number) => '' | 'both' | 'to' | 'from'} way Of two related articles:
 *   'to' if i names j.
 * @property {(i: number) => number} degree How many neighbours an article has, how many articles
 *   anything else.
 * @property {(i: number) => Uint32Array} articles Of anything else, the newest first.
 * @property {(i: number) => number} broader Of a topic.
 * @property {(i: number) => number[]} narrower Of a topic.
 * @property {(i: number) => number} named Of a theme: the article it is named after.
 * @property {(i: number) => number} homeOfTheme The topic that a theme stands under on the map.
 *
 * @property {Burst[]} bursts Words that several outlets suddenly used, by month.
 * @property {(i: number) => boolean} isHub Whether a topic or outlet is on more than half of all
 *   articles, and these are not few: it tells nothing apart.
 *
 * @property {Float32Array} xs Places on the map; a story stands in the middle of its articles.
 * @property {Float32Array} ys
 * @property {Float32Array} rs Radii on the map.
 * @property {(i: number) => number} x
 * @property {(i: number) => number} y
 * @property {(i: number) => number} r
 *
 * @property {(i: number) => Promise<Facts>} facts Everything known, by the names of the GraphML;
 *   edges are not among it. Of a theme, nothing.
 * @property {() => Promise<AllFacts>} prefetch Unpacks the facts before someone asks for them.
 */

const FEW = 40; // articles: of so few, most may well be of one outlet

/**
 * The model of what a page holds.
 *
 * @param {Core} core
 * @param {Links} links
 * @param {() => Promise<AllFacts>} facts Gives all other columns when they are asked for.
 * @returns {Model}
 */
export function createModel(core, links, facts) {
  const nodes = readNodes(core);
  const articles = readArticles(core, nodes);
  const { storyOf, known } = readStories(nodes);
  const members = gather(nodes.count, articles, storyOf);
  const around = aroundOf(articles.count, joinLinks(articles.count, links), members);
  const names = namesOf(nodes);
  const { base, title, cards, stray, themes } = core;
  const { first, labels } = nodes;
  return {
    base,
    title,
    cards,
    stray,
    ...names,
    rightToLeft: (i) => readsFromRight(labels[i] ?? ''),
    ...datesOf(nodes, articles),
    ...groupsOf(core, nodes, articles),
    ...known,
    ...around,
    ...hierarchyOf(nodes),
    bursts: core.words ?? [],
    isHub: (i) => articles.count > FEW && 2 * around.degree(i) > articles.count,
    named: (i) => themes[i - first.theme].name,
    homeOfTheme: (i) => themes[i - first.theme].topic,
    ...placesOf(readPlaces(core, nodes, articles, around.articles)),
    ...factsOf(core, nodes, names.kind, facts),
  };
}
