// The parts of the page's views that need no browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sortRows } from '../../../kg/exporters/page/js/cells.js';
import { toCsv } from '../../../kg/exporters/page/js/csv.js';
import { fileName } from '../../../kg/exporters/page/js/files.js';
import { plainQuestions } from '../../../kg/exporters/page/js/questions.js';
import { shortestPath, steppingStones } from '../../../kg/exporters/page/js/shortest.js';
import { firstDay, inOrder, storiesBy, toldBy } from '../../../kg/exporters/page/js/stories.js';
import { svgPen } from '../../../kg/exporters/page/js/svg.js';
import { expandCurie } from '../../../kg/exporters/page/js/triples.js';

// Numbers that look like chance and are the same each time.
const chance = (seed) => () => {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
};

test('what a spreadsheet would run as a formula is marked as text, numbers are not', () => {
  const cells = ['=1+1', '+1', '-1', '@a', '\t=1', ' =1', '\u200b=1', '＝1', '|a', '%a'];
  for (const cell of cells) {
    const line = toCsv([[cell]])
      .slice(1)
      .trimEnd();
    assert.match(line, /^"?'/, JSON.stringify(cell));
  }
  assert.equal(toCsv([[-1, 2.5, 'a=1', 'it’s']]), '\ufeff-1,2.5,a=1,it’s\r\n');
});

test('quotes, commas, line breaks and spaces at the ends survive CSV', () => {
  assert.equal(
    toCsv([['a "b"', 'c,d', 'e\nf', ' g', null]]),
    '\ufeff"a ""b""","c,d","e\nf"," g",\r\n',
  );
});

test('a path is as short as one that is searched from one end alone', () => {
  const random = chance(7);
  for (let round = 0; round < 200; round += 1) {
    const count = 2 + Math.floor(random() * 30);
    const around = Array.from({ length: count }, () => []);
    for (let link = 0; link < count * 1.2; link += 1) {
      const [a, b] = [Math.floor(random() * count), Math.floor(random() * count)];
      around[a].push(b);
      around[b].push(a);
    }
    const distance = new Array(count).fill(-1);
    distance[0] = 0;
    for (const queue = [0]; queue.length; ) {
      const node = queue.shift();
      for (const next of around[node]) {
        if (distance[next] < 0) {
          distance[next] = distance[node] + 1;
          queue.push(next);
        }
      }
    }
    for (let goal = 0; goal < count; goal += 1) {
      const way = shortestPath(count, 0, goal, (i) => around[i]);
      assert.equal(way.length - 1, distance[goal] < 0 ? -1 : distance[goal]);
      for (const [at, node] of way.slice(1).entries()) assert.ok(around[way[at]].includes(node));
      if (way.length) assert.deepEqual([way[0], way.at(-1)], [0, goal]);
    }
  }
});

// Articles 0 to 3, outlets 4 and 5, topic 6, theme 7, story 8.
const model = {
  count: 9,
  label: (i) =>
    ['Dam', 'Éclair', 'bridge', 'alone', 'Times', 'Post', 'Floods', 'Dam', 'The dam broke'][i],
  kind: (i) =>
    ['article', 'article', 'article', 'article', 'outlet', 'outlet', 'topic', 'theme', 'story'][i],
  range: (kind) =>
    ({ article: [0, 4], outlet: [4, 6], topic: [6, 7], theme: [7, 8], story: [8, 9] })[kind],
  neighbours: (i) => [[1], [0], [], []][i],
  degree: (i) => [1, 1, 0, 0, 2, 2, 1, 2, 3][i],
  outlet: (i) => [4, 5, 5, 4][i],
  topics: (i) => [[6], [], [], []][i],
  theme: (i) => [7, 7, -1, -1][i],
  story: (i) => [8, -1, 8, 8][i],
  copyOf: (i) => [-1, -1, -1, 0][i],
  time: (i) => (i === 2 ? '' : `${model.date(i)}T09:30:00Z`),
  event: () => ({
    start: '2024-05-01T09:30:00Z',
    end: '2024-06-02T09:30:00Z',
    precision: '',
    outlets: 2,
    texts: 2,
    first: [4],
    follows: -1,
    followedBy: [],
  }),
  articles: (i) => ({ 4: [0, 3], 5: [1, 2], 6: [0], 7: [0, 1], 8: [3, 0, 2] })[i],
  broader: () => -1,
  narrower: () => [],
  isHub: () => false,
  date: (i) => ['2024-05-01', '2023-01-31', '', '2024-06-02'][i],
  curated: (i) => i !== 1,
};
const path = (from, to, all = false) =>
  shortestPath(9, from, to, steppingStones(model, [from, to], all));

test('a path leads over related articles, and through stories, outlets and topics only if one asks', () => {
  assert.deepEqual(path(0, 1), [0, 1]);
  assert.deepEqual(path(0, 2), []);
  assert.deepEqual(path(1, 2, true), [1, 5, 2]);
  assert.deepEqual(path(0, 2, true), [0, 8, 2]);
});

test('a path may begin and end at an outlet, a topic or a theme', () => {
  assert.deepEqual(path(6, 5), [6, 0, 1, 5]);
  assert.deepEqual(path(7, 5), [7, 1, 5]);
  assert.deepEqual(path(4, 4), [4]);
});

test('articles of a story stand in order of time, with copies under their original', () => {
  assert.deepEqual(inOrder(model, [3, 0, 2]), [
    { i: 2, copies: [] },
    { i: 0, copies: [3] },
  ]);
  assert.deepEqual(inOrder(model, [3, 2]), [
    { i: 2, copies: [] },
    { i: 3, copies: [] },
  ]);
});

test('a story is told by its outlets, and by its first day where nobody knows who was first', () => {
  assert.deepEqual(
    [
      toldBy({ outlets: 3, texts: 1 }),
      toldBy({ outlets: 1, texts: 1 }),
      toldBy({ outlets: 2, texts: 3 }),
    ],
    ['one text, 3 outlets', 'one text, 1 outlet', '2 outlets'],
  );
  const event = { start: '2023-08-08T00:00:00Z', precision: 'day', first: [4, 5, 6] };
  assert.deepEqual(
    [firstDay(event), firstDay({ ...event, precision: '' })],
    ['first on 8 Aug 2023 (3 outlets)', ''],
  );
});

test('stories stand by outlets, then texts, then the newest first, or all the newest first', () => {
  const told = [
    [2, 1, '2024-01'],
    [3, 1, '2024-02'],
    [3, 2, '2024-01'],
    [3, 1, '2024-03'],
  ];
  const many = {
    range: () => [9, 13],
    event: (i) => ({ outlets: told[i - 9][0], texts: told[i - 9][1], start: told[i - 9][2] }),
  };
  assert.deepEqual(
    [storiesBy(many, 'size'), storiesBy(many, 'date')],
    [
      [11, 12, 10, 9],
      [12, 10, 9, 11],
    ],
  );
});

test('rows sort by number, by text without case and accents, and what is empty stands last', () => {
  const rows = [
    ['b', 2],
    ['', 10],
    ['É', 9],
    ['a', ''],
    ['f', 1],
  ];
  const column = (at, down) => sortRows(rows, at, down).map((row) => row[at]);
  assert.deepEqual(column(0, false), ['a', 'b', 'É', 'f', '']);
  assert.deepEqual(column(0, true), ['f', 'É', 'b', 'a', '']);
  assert.deepEqual(column(1, true), [10, 9, 2, 1, '']);
});

test('every plain question answers, over the articles that pass the filters', () => {
  const ask = (id, node, passes = () => true) => {
    const question = plainQuestions(model, passes).find((one) => one.id === id);
    return question.rows(node).map((row) => row.map((cell) => cell.text ?? cell));
  };
  assert.deepEqual(ask('outlets', 6), [['Times', 1]]);
  assert.deepEqual(ask('topics', 4), [['Floods', 1]]);
  assert.deepEqual(ask('years', 5), [
    ['2023', 1],
    ['no date', 1],
  ]);
  assert.deepEqual(ask('months').at(1), ['2024-05', 1, 1]);
  assert.deepEqual(ask('company', 4), [['Post', 1]]);
  assert.deepEqual(
    ask('company', 4, (i) => i !== 2),
    [],
  );
  assert.deepEqual(ask('partners', 4), [['Post', 1]]);
  assert.deepEqual(ask('stories'), [['The dam broke', '2024-05-01', 2, 2]]);
  assert.deepEqual(
    ask('stories', -1, (i) => i === 1),
    [],
  );
  assert.deepEqual(
    ask('linked').map(([headline]) => headline),
    ['Dam', 'Éclair'],
  );
  assert.deepEqual(
    ask('no-post').map(([headline]) => headline),
    ['Éclair'],
  );
  assert.deepEqual(
    ask('no-date').map(([headline]) => headline),
    ['bridge'],
  );
  assert.deepEqual(
    ask('linked', -1, (i) => i !== 0).map(([headline]) => headline),
    ['Éclair'],
  );
  for (const { id, takes, columns, rows } of plainQuestions(model, () => true)) {
    for (const row of rows(takes ? { topic: 6, outlet: 4 }[takes] : -1))
      assert.equal(row.length, columns.length, id);
  }
});

test('a picture of hostile words is well-formed SVG with the words as text', () => {
  const pen = svgPen(100, 50, () => ({ width: 10 }));
  pen.save();
  pen.translate(10, 10);
  pen.scale(2, 2);
  pen.fillStyle = '"/><script>';
  pen.beginPath();
  pen.arc(5, 5, 3, 0, 2 * Math.PI);
  pen.fill();
  pen.fillText('</text><script>alert(1)</script>\u0000\ud800', 1, 2);
  pen.restore();
  const text = pen.text('#fff', '<title>');
  assert.doesNotMatch(text, /<script|[\ud800-\udfff]/);
  assert.ok(!text.includes('\u0000'));
  assert.match(text, /A6 6 0 1 1 14 20/); // a radius of 3, twice as large, around 20 20
});

test('a file is named after the graph, in any script, and never with what paths are made of', () => {
  assert.equal(fileName('../Наше  дело: 2024?', 'svg'), 'наше-дело-2024.svg');
  assert.equal(fileName('///', 'png'), 'graph.png');
});

test('a CURIE is expanded at its first colon', () => {
  assert.equal(expandCurie('outlet:a:b', { outlet: 'https://x/outlet/' }), 'https://x/outlet/a:b');
});
