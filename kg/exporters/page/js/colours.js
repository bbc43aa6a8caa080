// By what nodes are coloured: each scheme gives every node a place in a list of colours.

import { nodesOf } from './order.js';

/**
 * @import { Model } from './model.js'
 * @import { Kind } from './nodes.js'
 *
 * @typedef {object} Scheme
 * @property {Uint8Array} tint A place in the list of colours for each node.
 * @property {[place: number, text: string, node: number][]} legend The node that a text names, or -1.
 * @property {boolean} ages Whether the colours are those of ages, not hues.
 *
 * @typedef {object} Schemes
 * @property {string[]} names
 * @property {(name: string) => Scheme} get
 */

const SHOWN_HUES = 12;
const AGES = 7;

/**
 * The schemes of a model, each made when it is first asked for.
 *
 * @param {Model} model
 * @returns {Schemes}
 */
export function createSchemes(model) {
  /** @type {Record<string, () => Scheme>} */
  const makers = {
    topic: () => byTopic(model),
    outlet: () => byGroup(model, 'outlet', model.outlet),
    theme: () => byGroup(model, 'theme', model.theme, true),
    age: () => byAge(model),
  };
  /** @type {Record<string, Scheme>} */
  const made = {};
  return {
    names: Object.keys(makers),
    get(name) {
      made[name] ||= (makers[name] || makers.topic)();
      return made[name];
    },
  };
}

/**
 * The largest groups have hues, all others share the last colour; or hues are used in turn.
 *
 * @param {Model} model
 * @param {Kind} kind
 * @param {(article: number) => number} groupOf
 * @param {boolean} [inTurn]
 * @returns {Scheme}
 */
function byGroup(model, kind, groupOf, inTurn = false) {
  const [, articles] = model.range('article');
  const size = new Uint32Array(model.count);
  for (let i = 0; i < articles; i += 1) if (groupOf(i) >= 0) size[groupOf(i)] += 1;
  const nodes = nodesOf(model, kind).filter((i) => size[i]);
  nodes.sort((a, b) => size[b] - size[a] || a - b);
  const coloured = inTurn ? nodes : nodes.slice(0, SHOWN_HUES);
  const hue = new Map(coloured.map((node, at) => [node, at % SHOWN_HUES]));
  const tint = new Uint8Array(model.count).fill(SHOWN_HUES);
  for (let i = 0; i < articles; i += 1) tint[i] = hue.get(groupOf(i)) ?? SHOWN_HUES;
  for (const [node, at] of hue) tint[node] = at;
  /** @type {Scheme['legend']} */
  const legend = inTurn ? [] : nodes.slice(0, 8).map((node, at) => [at, model.label(node), node]);
  return { tint, legend, ages: false };
}

/**
 * @param {Model} model
 * @returns {Scheme}
 */
function byTopic(model) {
  const scheme = byGroup(model, 'topic', model.home);
  for (const theme of nodesOf(model, 'theme')) {
    const home = model.homeOfTheme(theme);
    scheme.tint[theme] = home >= 0 ? scheme.tint[home] : SHOWN_HUES;
  }
  return scheme;
}

/**
 * @param {Model} model
 * @returns {Scheme}
 */
function byAge(model) {
  const tint = new Uint8Array(model.count).fill(AGES);
  const dated = nodesOf(model, 'article').filter((i) => model.time(i));
  dated.sort((a, b) => (model.time(a) < model.time(b) ? -1 : 1));
  for (const [at, i] of dated.entries()) {
    tint[i] = Math.min(AGES - 1, Math.floor((AGES * at) / dated.length));
  }
  /** @type {Scheme['legend']} */
  const legend = [];
  for (let step = 0; step < AGES && dated.length >= AGES; step += 2) {
    const first = dated[Math.ceil((step * dated.length) / AGES)];
    legend.push([step, `from ${model.date(first)}`, -1]);
  }
  return { tint, legend, ages: true };
}
