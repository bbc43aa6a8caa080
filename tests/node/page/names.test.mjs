// Names in a query as the engine of the page takes them, and where its errors stand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { initSync, Store } from '../../../kg/exporters/page/engine/oxigraph.js';
import { spell, writtenAt } from '../../../kg/exporters/page/js/names.js';
import { placed } from '../../../kg/exporters/page/js/sparql.js';

const engine = new URL('../../../kg/exporters/page/engine/oxigraph.wasm.gz', import.meta.url);
initSync({ module: gunzipSync(readFileSync(engine)) });
const store = new Store();
const PREFIX = 'PREFIX o: <https://example.org/o/>';

const iriOf = (name) =>
  store.query(spell(`${PREFIX} SELECT (${name} AS ?x) {}`).text)[0].get('x').value;

for (const [name, local] of [
  ['o:bbc.co.uk', 'bbc.co.uk'],
  ['o:a.b', 'a.b'],
  ['o:a..b...c', 'a..b...c'],
  ['o:a\\.b.c.d', 'a.b.c.d'],
  ['o:a%2Eb.c.d', 'a%2Eb.c.d'],
  ['o:a\\(b.c.d\\)', 'a(b.c.d)'],
  ['o:x.service.gov.uk', 'x.service.gov.uk'],
  ['o:1.2.3', '1.2.3'],
  ['o:a:b.c.d', 'a:b.c.d'],
  ['o:𠮷野家.a.b', '𠮷野家.a.b'],
  ['o:港口.報.紙', '港口.報.紙'],
]) {
  test(`${name} can be asked for`, () =>
    assert.equal(iriOf(name), `https://example.org/o/${local}`));
}

for (const query of [
  'SELECT * { ?s ?p "o:a.b.c" }',
  "SELECT * { ?s ?p '''o:a.b.c\n'o:d.e.f''' }",
  'SELECT * { ?s ?p <o:a.b.c> }',
  'ASK {} # o:a.b.c',
  'ASK { ?s ?p 1.5 . ?s ?p o:x . }',
]) {
  test(`nothing is changed in ${query.slice(0, 30)}`, () => assert.equal(spell(query).text, query));
}

test('a byte order mark is no part of a query', () => {
  assert.equal(spell('\uFEFFASK {}').text, 'ASK {}');
});

test('an error stands where it is in the query as written', () => {
  const query = `${PREFIX}\nSELECT * { o:a.b.c ?p o:𠮷.x . ?s ?p LIMIT }`;
  const spelling = spell(query);
  let error;
  try {
    store.query(spelling.text);
  } catch (thrown) {
    error = thrown.message;
  }
  assert.match(error, /^error at 2:66/);
  assert.match(placed({ error }, spelling).error, /^error at 2:42: expected/);
  assert.deepEqual(writtenAt(spelling, 2, 1), { line: 2, column: 1 });
  assert.deepEqual(placed({ rows: [] }, spelling), { rows: [] });
  assert.equal(placed({ error: 'The engine failed.' }, spelling).error, 'The engine failed.');
});
