// Everything that is known of a node, by name.

import { KINDS } from './nodes.js';

/**
 * @import { Cell, Column, Core, Kind, Nodes, Value } from './nodes.js'
 *
 * @typedef {Record<string, Value[]>} Facts
 *
 * @typedef {object} FactBlock The columns of a kind that the picture does not need.
 * @property {Column[]} columns
 * @property {[name: string, range: string][]} heads
 * @property {Cell[][][]} groups Of so many rows each, the cells of each head.
 *
 * @typedef {{ kinds: FactBlock[] }} AllFacts
 */

const GROUP = 40; // rows, as in `payload.py`

/**
 * Every value of one row; in addresses a tab stands for the row's own address.
 *
 * @param {Column[]} columns
 * @param {FactBlock} block
 * @param {number} row
 * @returns {Facts}
 */
function factsAt(columns, { heads, groups }, row) {
  /** @type {Facts} */
  const found = {};
  /** @type {(name: string, value: Cell) => void} */
  const put = (name, value) => {
    if (value !== null) found[name] = Array.isArray(value) ? [...value] : [value];
  };
  for (const { name, range, values } of columns) if (range !== 'NODE') put(name, values[row]);
  for (const [at, [name, range]] of heads.entries()) {
    if (range !== 'NODE') put(name, groups[Math.floor(row / GROUP)][at][row % GROUP]);
  }
  const own = found.url ? String(found.url[0]).split('://').slice(1).join('://') : '';
  for (const [name, range] of heads) {
    if (range === 'IRI' && found[name]) {
      found[name] = found[name].map((url) => String(url).replaceAll('\t', () => own));
    }
  }
  return found;
}

/**
 * The part of the model that tells facts. They are unpacked once they are asked for.
 *
 * @param {Core} core
 * @param {Nodes} nodes
 * @param {(i: number) => Kind} kind
 * @param {() => Promise<AllFacts>} load
 */
export function factsOf(core, { first, labels }, kind, load) {
  /** @type {Promise<AllFacts> | null} */
  let rest = null;
  const prefetch = () => {
    rest ||= load();
    return rest;
  };
  return {
    prefetch,
    /** @type {(i: number) => Promise<Facts>} */
    async facts(i) {
      const of = kind(i);
      if (of === 'theme') return {};
      const at = KINDS.indexOf(of);
      const block = (await prefetch()).kinds[at];
      const columns = [...core.kinds[at].columns, ...block.columns];
      const found = factsAt(columns, block, i - first[of]);
      return of === 'story' ? { ...found, label: [labels[i]] } : found;
    },
  };
}
