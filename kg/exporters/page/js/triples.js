// The model as N-Triples: what `graph.nt` of the same build holds, triple for triple.

const PIECE = 200_000; // characters
/** @type {Kind[]} */
const DESCRIBED = ['article', 'outlet', 'topic', 'story'];
const XSD = 'http://www.w3.org/2001/XMLSchema#';
/** @type {Record<string, string>} */
const TYPED = { INTEGER: 'integer', BOOLEAN: 'boolean', DATE_TIME: 'dateTime' };

/**
 * @import { Model } from './model.js'
 * @import { Kind, Value } from './nodes.js'
 *
 * @typedef {[predicate: string, range: string]} Property
 *
 * @typedef {object} Vocabulary How the model is said in RDF.
 * @property {Record<string, string>} prefixes
 * @property {Record<string, Record<string, Property>>} properties Of each kind, by name.
 * @property {[subject: string, predicate: string, range: string, value: string][]} about Statements
 *   of the graph itself.
 */

/**
 * A CURIE as an IRI.
 *
 * @param {string} curie
 * @param {Record<string, string>} prefixes
 */
export function expandCurie(curie, prefixes) {
  const at = curie.indexOf(':');
  return prefixes[curie.slice(0, at)] + curie.slice(at + 1);
}

/**
 * Yields the triples as text, in pieces that take a few milliseconds each.
 *
 * @param {Model} model
 * @param {Vocabulary} vocabulary
 * @returns {AsyncGenerator<string, void>}
 */
export async function* triplesOf(model, { prefixes, properties, about }) {
  const iri = (/** @type {string} */ curie) => `<${expandCurie(curie, prefixes)}>`;
  const term = (/** @type {string} */ range, /** @type {Value} */ value) => {
    if (range === 'NODE' || range === 'CURIE') return iri(String(value));
    if (range === 'IRI') return `<${value}>`;
    return JSON.stringify(String(value)) + (TYPED[range] ? `^^<${XSD}${TYPED[range]}>` : '');
  };
  const triple = (/** @type {string[]} */ ...parts) => `${parts.join(' ')} .\n`;
  let piece = about
    .map(([subject, predicate, range, value]) =>
      triple(iri(subject), iri(predicate), term(range, value)),
    )
    .join('');
  for (const kind of DESCRIBED) {
    const known = properties[kind];
    const [first, end] = model.range(kind);
    for (let i = first; i < end; i += 1) {
      const subject = iri(model.id(i));
      for (const [name, values] of Object.entries(await model.facts(i))) {
        if (!known[name]) continue;
        const [predicate, range] = known[name];
        for (const value of values) piece += triple(subject, iri(predicate), term(range, value));
      }
      for (const [relation, other] of edgesOf(model, i)) {
        piece += triple(subject, iri(known[relation][0]), iri(model.id(other)));
      }
      if (piece.length > PIECE) {
        yield piece;
        piece = '';
      }
    }
  }
  yield piece;
}

/**
 * @param {Model} model
 * @param {number} i
 * @returns {Generator<[relation: string, other: number], void>}
 */
function* edgesOf(model, i) {
  if (model.kind(i) === 'topic' && model.broader(i) >= 0) yield ['broader', model.broader(i)];
  if (model.kind(i) === 'story') {
    const { first, follows } = model.event(i);
    for (const outlet of first) yield ['firstOutlet', outlet];
    if (follows >= 0) yield ['follows', follows];
  }
  if (model.kind(i) !== 'article') return;
  for (const topic of model.suggested(i)) yield ['suggestedTopic', topic];
  if (model.copyOf(i) >= 0) yield ['copyOf', model.copyOf(i)];
  if (model.story(i) >= 0) yield ['partOfStory', model.story(i)];
  if (model.outlet(i) >= 0) yield ['publishedBy', model.outlet(i)];
  for (const topic of model.topics(i)) yield ['about', topic];
  for (const other of model.neighbours(i)) {
    if (model.way(i, other) !== 'from') yield ['relatedTo', other];
  }
}
