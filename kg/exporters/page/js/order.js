// The nodes of a kind as a list, and orders of nodes.

/**
 * @import { Model } from './model.js'
 * @import { Kind } from './nodes.js'
 *
 * @typedef {(a: number, b: number) => number} Order
 */

/**
 * Numbers from one up to, not including, another.
 *
 * @param {number} from
 * @param {number} to
 */
export function numbers(from, to) {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

/**
 * All nodes of a kind.
 *
 * @param {Model} model
 * @param {Kind} kind
 */
export function nodesOf(model, kind) {
  return numbers(...model.range(kind));
}

/**
 * Nodes with many neighbours or articles first.
 *
 * @param {Model} model
 * @returns {Order}
 */
export function mostLinked(model) {
  return (a, b) => model.degree(b) - model.degree(a) || a - b;
}

/**
 * Articles in order of time; those without come first.
 *
 * @param {Model} model
 * @returns {Order}
 */
export function oldestFirst({ time }) {
  return (a, b) => (time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : a - b);
}

/**
 * Articles against the order of time; those without come last.
 *
 * @param {Model} model
 * @returns {Order}
 */
export function newestFirst({ time }) {
  return (a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : a - b);
}
