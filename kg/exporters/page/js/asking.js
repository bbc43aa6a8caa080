// What is asked in the view that answers questions, and how the hash says it.

/**
 * @import { App } from './app.js'
 * @import { Engine, NamedQuestion } from './sparql.js'
 * @import { PlainQuestion } from './questions.js'
 *
 * @typedef {'topic' | 'outlet'} Subject
 *
 * @typedef {object} Asking
 * @property {App} app
 * @property {PlainQuestion[]} plain
 * @property {Engine | null} engine
 * @property {NamedQuestion[]} named The questions in SPARQL, once they are unpacked.
 * @property {HTMLElement | null} host What the view fills, while it is shown.
 * @property {string} chosen The id of a question without engine, or 'sparql'.
 * @property {Record<Subject, number>} usual The topic and the outlet with most articles.
 * @property {Partial<Record<Subject, number>>} about The topic and the outlet that are asked about.
 * @property {string} query
 */

/**
 * @param {App} app
 * @param {PlainQuestion[]} plain
 * @param {Engine | null} engine
 * @returns {Asking}
 */
export function createAsking(app, plain, engine) {
  const usual = { topic: largestOf(app, 'topic'), outlet: largestOf(app, 'outlet') };
  return {
    app,
    plain,
    engine,
    named: [],
    host: null,
    chosen: plain[0].id,
    usual,
    about: {},
    query: '',
  };
}

/**
 * @param {App} app
 * @param {Subject} kind
 */
function largestOf({ model }, kind) {
  const [first, end] = model.range(kind);
  let best = -1;
  for (let i = first; i < end; i += 1) {
    if (best < 0 || model.degree(i) > model.degree(best)) best = i;
  }
  return best;
}

/**
 * The question without engine that is chosen.
 *
 * @param {Asking} asking
 */
export function questionOf({ plain, chosen }) {
  return /** @type {PlainQuestion} */ (plain.find(({ id }) => id === chosen));
}

/**
 * The node that is asked about, or -1.
 *
 * @param {Asking} asking
 * @param {Subject} kind
 */
export function subjectOf({ about, usual }, kind) {
  return about[kind] ?? usual[kind];
}

/**
 * The place of the query among the named questions, or -1.
 *
 * @param {Asking} asking
 */
export function namedAt({ named, query }) {
  return named.findIndex((one) => one.query === query);
}

/**
 * What is asked, as the hash says it.
 *
 * @param {Asking} asking
 */
export function askedText(asking) {
  const { app, plain, chosen, about, query } = asking;
  if (app.view !== 'ask') return '';
  if (chosen === 'sparql') return `sparql ${query}`;
  const { takes } = questionOf(asking);
  const node = takes && about[takes];
  const asked = node === undefined ? '' : ` ${app.model.id(node)}`;
  return chosen === plain[0].id && !asked ? '' : chosen + asked;
}

/**
 * Takes over what the hash says.
 *
 * @param {Asking} asking
 * @param {string} text
 */
export function readAsked(asking, text) {
  const { app, plain, engine } = asking;
  const [name, ...rest] = text.split(' ');
  const value = rest.join(' ');
  asking.about = {};
  if (name === 'sparql' && engine) {
    asking.chosen = 'sparql';
    asking.query = value;
    return;
  }
  asking.chosen = plain.some(({ id }) => id === name) ? name : plain[0].id;
  const { takes } = questionOf(asking);
  const node = app.model.find(value);
  if (takes && node >= 0) asking.about[takes] = node;
}
