// What runs beside the page when SPARQL is asked, after `engine/oxigraph.js`, which it stands with
// in one script. It answers with plain rows; whoever waits too long ends it from outside.

/**
 * @import { Answer, Term } from './sparql.js'
 *
 * @typedef {object} Message What the page sends: one of these, or nothing once all is sent.
 * @property {ArrayBuffer} [wasm] The engine.
 * @property {string} [triples] Data as N-Triples.
 * @property {string} [query]
 *
 * @typedef {{ termType: string, value?: string, datatype?: { value: string } }} EngineTerm
 * @typedef {Record<string, EngineTerm>} Quad
 *
 * @typedef {object} JsonResults The answer as SPARQL 1.1 Query Results JSON.
 * @property {{ vars: string[] }} head
 * @property {{ bindings: Record<string, Term>[] }} results
 * @property {boolean} [boolean]
 */

const MOST_ROWS = 10_000;
const JSON_RESULTS = 'application/sparql-results+json';
const OF_QUAD = ['subject', 'predicate', 'object'];
/** @type {Record<string, string>} */
const TERM_TYPES = { NamedNode: 'uri', Literal: 'literal' };
/** @type {Store} */
let store;

/**
 * An answer is held whole: of a query that sets no limit, more rows than are shown are not made.
 *
 * @param {string} query
 * @returns {JsonResults}
 */
function ask(query) {
  const tail = query.slice(query.lastIndexOf('}') + 1);
  if (!/\blimit\b/i.test(tail)) {
    try {
      return askAsJson(`${query}\nLIMIT ${MOST_ROWS + 1}`);
    } catch {
      // It takes no limit there: an ASK, or VALUES at its end; or it is wrong, which follows.
    }
  }
  try {
    return askAsJson(query);
  } catch (error) {
    if (!/not supported rdf format/i.test(/** @type {Error} */ (error).message)) throw error;
    const quads = /** @type {Quad[]} */ (store.query(query));
    const bindings = quads.map((quad) =>
      Object.fromEntries(OF_QUAD.map((name) => [name, termOf(quad[name])])),
    );
    return { head: { vars: OF_QUAD }, results: { bindings } };
  }
}

/**
 * @param {string} query
 * @returns {JsonResults}
 */
function askAsJson(query) {
  return JSON.parse(String(store.query(query, { results_format: JSON_RESULTS })));
}

/**
 * @param {EngineTerm} term
 * @returns {Term}
 */
function termOf(term) {
  return {
    type: TERM_TYPES[term.termType] || 'other',
    value: term.value ?? String(term),
    ...(term.datatype && { datatype: term.datatype.value }),
  };
}

/**
 * @param {string} query
 * @returns {Omit<Answer, 'milliseconds'>}
 */
function answer(query) {
  const found = ask(query);
  if (found.boolean !== undefined) {
    const value = found.boolean ? 'yes' : 'no';
    return { columns: ['answer'], rows: [[{ type: 'literal', value }]], more: false };
  }
  const columns = found.head.vars;
  const { bindings } = found.results;
  return {
    columns,
    rows: bindings.slice(0, MOST_ROWS).map((row) => columns.map((name) => row[name] || null)),
    more: bindings.length > MOST_ROWS,
  };
}

/** @param {Message} message */
function receive({ wasm, triples, query }) {
  if (wasm) {
    initSync({ module: wasm });
    store = new Store();
  } else if (triples !== undefined) {
    store.load(triples, { format: 'application/n-triples', no_transaction: true });
  } else if (query === undefined) {
    postMessage({}); // all that was sent before is loaded
  } else {
    const started = performance.now();
    postMessage({ ...answer(query), milliseconds: performance.now() - started });
  }
}

self.onmessage = ({ data }) => {
  try {
    receive(data);
  } catch (error) {
    postMessage({ error: String(/** @type {Error} */ (error)?.message || error) });
  }
};
