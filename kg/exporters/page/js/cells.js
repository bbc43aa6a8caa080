// The cells of a table: what they show, and how they sort.

import { fold } from './text.js';

/**
 * @typedef {{ nodes: number[], text: string }} NodesCell A cell that names nodes.
 * @typedef {string | number | NodesCell} TableCell
 *
 * @typedef {object} TableColumn
 * @property {string} label
 * @property {boolean} [number] Of numbers.
 * @property {boolean} [main] Names the row.
 * @property {boolean} [down] Sorted downwards first, as dates.
 * @property {boolean} [spare] Left out on a phone.
 *
 * @typedef {{ column: number, down: boolean }} TableSort
 */

/**
 * A cell that names nodes, with how it is called and what it sorts by.
 *
 * @param {number[]} nodes
 * @param {(i: number) => string} label
 * @returns {NodesCell}
 */
export function nodesCell(nodes, label) {
  return { nodes, text: nodes.map((i) => label(i)).join('; ') };
}

/**
 * @param {TableCell} cell
 * @returns {string | number}
 */
export function cellText(cell) {
  return typeof cell === 'object' ? cell.text : cell;
}

/** @param {TableCell} cell */
function sortKey(cell) {
  const value = cellText(cell);
  if (typeof value === 'number') return value;
  return /^[\x20-\x7e]*$/.test(value) ? value.toLowerCase() : fold(value);
}

/**
 * The order of rows by a column: numbers by size, texts without case and accents, none last.
 *
 * @param {TableCell[][]} rows
 * @param {number} column
 * @param {boolean} down
 */
export function sortRows(rows, column, down) {
  const keys = rows.map((row) => sortKey(row[column]));
  const none = (/** @type {number} */ at) => Number(keys[at] === '');
  const way = down ? -1 : 1;
  const order = rows.map((_, at) => at);
  order.sort((a, b) => {
    if (none(a) || none(b)) return none(a) - none(b) || a - b;
    return (keys[a] < keys[b] ? -way : keys[a] > keys[b] ? way : 0) || a - b;
  });
  return order.map((at) => rows[at]);
}
