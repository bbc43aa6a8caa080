// The model as N-Triples: what `graph.nt` of the same build holds, triple for triple.

const XSD = 'http://www.w3.org/2001/XMLSchema#';
const TYPED = { INTEGER: 'integer', BOOLEAN: 'boolean', DATE_TIME: 'dateTime' };

/** A CURIE as an IRI. */
export const expandCurie = (curie, prefixes) => {
  const at = curie.indexOf(':');
  return prefixes[curie.slice(0, at)] + curie.slice(at + 1);
};

/**
 * Yields the triples as text, in pieces that take a few milliseconds each. `vocabulary` has
 * `prefixes`, for each kind its `properties` as { name: [predicate, range] }, and `about`: rows of
 * subject, predicate, range and value, of the graph itself.
 */
export async function* triplesOf(model, { prefixes, properties, about }) {
  const iri = (curie) => `<${expandCurie(curie, prefixes)}>`;
  const term = (range, value) => {
    if (range === 'NODE' || range === 'CURIE') return iri(value);
    if (range === 'IRI') return `<${value}>`;
    return JSON.stringify(String(value)) + (TYPED[range] ? `^^<${XSD}${TYPED[range]}>` : '');
  };
  let piece = about
    .map(
      ([subject, predicate, range, value]) =>
        `${iri(subject)} ${iri(predicate)} ${term(range, value)} .\n`,
    )
    .join('');
  for (const kind of ['article', 'outlet', 'topic', 'story']) {
    const known = Object.fromEntries(
      Object.entries(properties[kind]).map(([name, [predicate, range]]) => [
        name,
        [iri(predicate), range],
      ]),
    );
    const [first, end] = model.range(kind);
    for (let i = first; i < end; i += 1) {
      const subject = iri(model.id(i));
      const say = (name, range, value) => {
        piece += `${subject} ${known[name][0]} ${term(range, value)} .\n`;
      };
      for (const [name, values] of Object.entries(await model.facts(i))) {
        if (known[name]) for (const value of values) say(name, known[name][1], value);
      }
      for (const [relation, other] of edgesOf(model, i)) say(relation, 'NODE', model.id(other));
      if (piece.length > 200_000) {
        yield piece;
        piece = '';
      }
    }
  }
  yield piece;
}

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
