// What the painters see. They change nothing in it.

/**
 * @import { Bundle } from './bundles.js'
 * @import { Scheme } from './colours.js'
 *
 * @typedef {[from: number, to: number]} Pair Two nodes with a line between them.
 *
 * @typedef {object} Surroundings What is shown around the node in focus.
 * @property {number[]} near Nodes, the most linked first.
 * @property {Set<number>} nearSet Those that are not faded: `near` and a few groups.
 * @property {number[]} nearOutlets
 * @property {Pair[]} edges
 *
 * @typedef {object} SceneBasis
 * @property {Uint8Array} pass Of each article, whether it passes the filters.
 * @property {boolean} all Whether all do.
 * @property {string} schemeName
 * @property {Scheme} scheme
 * @property {string[]} colours Those of the scheme.
 * @property {number} focus The node that is open, or -1.
 * @property {number} hovered The node under the pointer, or -1.
 * @property {number[]} trace Nodes drawn as a path.
 * @property {boolean} links Whether the links between topics and outlets are drawn.
 * @property {() => Bundle[]} bundles
 *
 * @typedef {SceneBasis & Surroundings} Scene
 */

/**
 * @param {number} articles How many there are.
 * @param {Scheme} scheme
 * @param {() => Bundle[]} bundles
 * @returns {Scene}
 */
export function createScene(articles, scheme, bundles) {
  return {
    pass: new Uint8Array(articles).fill(1),
    all: true,
    schemeName: 'topic',
    scheme,
    colours: [],
    focus: -1,
    near: [],
    nearSet: new Set(),
    nearOutlets: [],
    edges: [],
    hovered: -1,
    trace: [],
    links: false,
    bundles,
  };
}
