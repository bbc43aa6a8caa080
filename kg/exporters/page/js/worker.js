// What runs beside the page when SPARQL is asked, after `engine/oxigraph.js`, which it stands with
// in one script. It answers with plain rows; whoever waits too long ends it from outside.
/* global initSync, Store */

const MOST_ROWS = 10_000;
const JSON_RESULTS = 'application/sparql-results+json';
let store;

// An answer is held whole: of a query that sets no limit, more rows than are shown are not made.
function ask(query) {
  const tail = query.slice(query.lastIndexOf('}') + 1);
  if (!/\blimit\b/i.test(tail)) {
    try {
      return JSON.parse(
        store.query(`${query}\nLIMIT ${MOST_ROWS + 1}`, { results_format: JSON_RESULTS }),
      );
    } catch {
      // It takes no limit there: an ASK, or VALUES at its end; or it is wrong, which follows.
    }
  }
  try {
    return JSON.parse(store.query(query, { results_format: JSON_RESULTS }));
  } catch (error) {
    if (!/not supported rdf format/i.test(error.message)) throw error;
    const terms = (quad) =>
      ['subject', 'predicate', 'object'].map((name) => [name, termOf(quad[name])]);
    return {
      head: { vars: ['subject', 'predicate', 'object'] },
      results: { bindings: store.query(query).map((quad) => Object.fromEntries(terms(quad))) },
    };
  }
}

const termOf = (term) => ({
  type: { NamedNode: 'uri', Literal: 'literal' }[term.termType] || 'other',
  value: term.value ?? String(term),
  ...(term.datatype && { datatype: term.datatype.value }),
});

function answer(query) {
  const found = ask(query);
  if ('boolean' in found)
    return {
      columns: ['answer'],
      rows: [[{ type: 'literal', value: found.boolean ? 'yes' : 'no' }]],
      more: false,
    };
  const columns = found.head.vars;
  const { bindings } = found.results;
  return {
    columns,
    rows: bindings.slice(0, MOST_ROWS).map((row) => columns.map((name) => row[name] || null)),
    more: bindings.length > MOST_ROWS,
  };
}

onmessage = ({ data: { wasm, triples, query } }) => {
  try {
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
  } catch (error) {
    postMessage({ error: String(error && error.message ? error.message : error) });
  }
};
