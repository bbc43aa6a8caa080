// The model of the page, from the data as `payload.py` writes them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { createModel } from '../../../kg/exporters/page/js/model.js';
import { readsFromRight } from '../../../kg/exporters/page/js/text.js';
import { unpack } from '../../../kg/exporters/page/js/unpack.js';

const column = (name, range, values) => ({ name, range, values });

const STORY_COLUMNS = [
  column('label', 'TEXT', [2, 'The flood']),
  column('startDate', 'DATE_TIME', ['2024-05-01T00:00:00Z', '2024-07-01T12:00:00Z']),
  column('startPrecision', 'TEXT', ['day', null]),
  column('endDate', 'DATE_TIME', ['2024-06-01T00:00:00Z', '2024-07-01T12:00:00Z']),
  column('outlets', 'INTEGER', [3, 2]),
  column('texts', 'INTEGER', [1, 2]),
  column('firstOutlet', 'NODE', [[6], null]),
  column('follows', 'NODE', [null, [9]]),
];

/** Six articles: 0, 1 and 2 are one theme, 3 and 4 another, 5 is alone. 0, 2 and 4 tell a story. */
function small() {
  const core = {
    base: 'https://kg.example/',
    title: 'Small',
    cards: false,
    dot: 4,
    stray: [9, 9, 9],
    kinds: [
      {
        kind: 'article',
        ids: ['a', 'b', 'c', 'd', 'e', 'f'],
        columns: [
          column('label', 'TEXT', ['A', 'B', 'C', 'D', 'E', 'F']),
          column('datePublished', 'DATE_TIME', [
            '2024-05-01T00:00:00Z',
            null,
            '2024-06-01T00:00:00Z',
            '-0044-03-15T00:00:00Z',
            null,
            null,
          ]),
          column('publishedBy', 'NODE', [[6], [6], null, null, null, null]),
          column('about', 'NODE', [[7, 1], [8], null, null, null, null]),
          column('suggestedTopic', 'NODE', [null, null, [7, 1], null, null, null]),
          column('copyOf', 'NODE', [null, null, [0], null, [0], null]),
          column('partOfStory', 'NODE', [[9], null, [9], null, [9], null]),
          column('curated', 'BOOLEAN', [true, false, false, false, false, false]),
        ],
      },
      {
        kind: 'outlet',
        ids: ['o'],
        columns: [
          column('label', 'TEXT', ['Outlet']),
          column('alternateName', 'TEXT', [['The O', 'O']]),
        ],
      },
      {
        kind: 'topic',
        ids: ['s', 't'],
        columns: [column('label', 'TEXT', ['S', 'T']), column('broader', 'NODE', [null, [7]])],
      },
      { kind: 'story', ids: [0, 'x'], columns: STORY_COLUMNS },
    ],
    home: [8, 8, -1, -1, -1, -1],
    themes: [
      { name: 1, size: 3, topic: 8 },
      { name: 3, size: 2, topic: -1 },
    ],
    places: {
      x: [1, 2, 3, 4, 5, 6, 70, 80, 90, 100, 200],
      y: new Array(11).fill(0),
      r: [5, 6, 7, 8, 9],
    },
  };
  const links = {
    both: { runs: [1, 1, 0, 0, 0, 0], steps: [1, 1], lengths: [2, 1] },
    only: { runs: [0, 0, 0, 0, 1, 1], steps: [3, 0], lengths: [1, 1] },
  };
  const rest = {
    kinds: [
      {
        kind: 'article',
        columns: [column('abstract', 'TEXT', ['Text', null, null, null, null, null])],
        heads: [
          ['url', 'IRI'],
          ['sameAs', 'IRI'],
        ],
        groups: [
          [
            ['https://x.example/a', 'https://x.example/b', null, null, null, null],
            [['https://m.example/?u=\t', 'https://y.example/'], null, null, null, null, null],
          ],
        ],
      },
      { kind: 'outlet', columns: [], heads: [], groups: [] },
      { kind: 'topic', columns: [], heads: [], groups: [] },
      {
        kind: 'story',
        columns: [],
        heads: [['type', 'CURIE']],
        groups: [[['kg:Story', 'kg:Story']]],
      },
    ],
  };
  return createModel(core, links, async () => rest);
}

test('nodes are articles, then outlets, topics, stories and themes', () => {
  const model = small();
  assert.equal(model.count, 13);
  assert.deepEqual(['article', 'outlet', 'topic', 'story', 'theme'].map(model.range), [
    [0, 6],
    [6, 7],
    [7, 9],
    [9, 11],
    [11, 13],
  ]);
  assert.deepEqual([0, 6, 8, 9, 11].map(model.kind), [
    'article',
    'outlet',
    'topic',
    'story',
    'theme',
  ]);
  assert.deepEqual([model.id(6), model.id(11), model.label(11)], ['outlet:o', 'theme:b', 'B']);
  assert.deepEqual(
    [model.find('topic:t'), model.find('theme:d'), model.find('topic:none')],
    [8, 12, -1],
  );
});

test('an article has its outlet, its topics with that of the map first, its theme and date', () => {
  const model = small();
  assert.deepEqual(
    [model.outlet(0), model.outlet(2), model.theme(2), model.theme(5)],
    [6, -1, 11, -1],
  );
  assert.deepEqual(model.topics(0), [8, 7]);
  assert.deepEqual(
    [model.date(0), model.date(1), model.date(3)],
    ['2024-05-01', '', '-0044-03-15'],
  );
  assert.deepEqual([model.broader(8), model.broader(7), model.narrower(7)], [7, -1, [8]]);
});

test('related articles are read from runs, in both directions, ascending', () => {
  const model = small();
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((i) => [...model.neighbours(i)]),
    [[1, 2, 5], [0, 2], [0, 1], [4], [3], [0]],
  );
  assert.deepEqual(
    [model.way(0, 1), model.way(4, 3), model.way(3, 4), model.way(5, 0), model.way(0, 3)],
    ['both', 'to', 'from', 'to', ''],
  );
});

test('articles of an outlet, topic or theme come newest first', () => {
  const model = small();
  assert.deepEqual([...model.articles(11)], [2, 0, 1]);
  assert.deepEqual([...model.articles(6)], [0, 1]);
  assert.equal(model.degree(8), 2);
});

test('articles of a theme stand around its middle', () => {
  const model = small();
  assert.deepEqual(
    [model.x(0), model.x(4), model.x(5), model.x(6), model.r(6), model.r(12)],
    [101, 205, 6, 70, 5, 9],
  );
});

test('a story has the identifier and mostly the name of an article, and stands among its articles', () => {
  const model = small();
  assert.deepEqual(
    [model.id(9), model.label(9), model.id(10), model.label(10)],
    ['story:a', 'C', 'story:x', 'The flood'],
  );
  assert.deepEqual([model.story(0), model.story(1), model.story(4)], [9, -1, 9]);
  assert.deepEqual([...model.articles(9)], [2, 0, 4]);
  assert.equal(Math.round(model.x(9)), Math.round((model.x(0) + model.x(2) + model.x(4)) / 3));
  assert.deepEqual(model.event(9), {
    start: '2024-05-01T00:00:00Z',
    end: '2024-06-01T00:00:00Z',
    precision: 'day',
    outlets: 3,
    texts: 1,
    first: [6],
    follows: -1,
    followedBy: [10],
  });
  assert.deepEqual(
    [model.event(10).follows, model.event(10).followedBy, model.event(10).first],
    [9, [], []],
  );
});

test('an article knows its original, its copies and the topics that its headline suggests', () => {
  const model = small();
  assert.deepEqual(
    [model.copyOf(2), model.copyOf(0), model.copies(0), model.copies(2)],
    [0, -1, [2, 4], []],
  );
  assert.deepEqual([model.suggested(2), model.suggested(0)], [[7, 8], []]);
});

test('facts of a story are its columns, and its name in words', async () => {
  const { type, label, outlets, startPrecision } = await small().facts(9);
  assert.deepEqual([type, label, outlets, startPrecision], [['kg:Story'], ['C'], [3], ['day']]);
});

test('facts are all values, addresses whole', async () => {
  const known = await small().facts(0);
  assert.deepEqual(known.sameAs, ['https://m.example/?u=x.example/a', 'https://y.example/']);
  assert.deepEqual([known.abstract, known.label, known.curated], [['Text'], ['A'], [true]]);
  assert.deepEqual(Object.keys(await small().facts(11)), []);
});

test('data are unpacked from base64 of gzip of JSON', async () => {
  const value = { text: 'Ålesund 港口 \u2028', list: [1, null] };
  assert.deepEqual(await unpack(gzipSync(JSON.stringify(value)).toString('base64')), value);
});

test('the first strong character says whether a text runs from right to left', () => {
  for (const text of [
    'שלום',
    '2024: السلام',
    '"ABC" על'.slice(5),
    '\u200fABC',
    '\u{1e922}\u{1e923}',
  ]) {
    assert.ok(readsFromRight(text), text);
  }
  for (const text of ['Rain', 'Rain שלום', '٣ Rain', '2024', '', '\u200eשלום', '洪水']) {
    assert.ok(!readsFromRight(text), text);
  }
});
