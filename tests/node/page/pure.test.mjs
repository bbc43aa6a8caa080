// What search, filters, hash and names do, without a browser.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  after,
  createFilters,
  isWithin,
  NO_FILTER,
} from '../../../kg/exporters/page/js/filters.js';
import { columnsOf, counted, sentenceOf } from '../../../kg/exporters/page/js/frontpage.js';
import { callouts, createRoom } from '../../../kg/exporters/page/js/labels.js';
import { createNear, searchWords } from '../../../kg/exporters/page/js/near.js';
import { createSearch } from '../../../kg/exporters/page/js/search.js';
import { readHash, writeHash } from '../../../kg/exporters/page/js/state.js';
import {
  cut,
  daysInWords,
  fold,
  grouped,
  isExact,
  monthIn,
  plural,
  safeUrl,
  spokenDate,
  timeInWords,
} from '../../../kg/exporters/page/js/text.js';
import { binAt, spanOf, timelineFrom } from '../../../kg/exporters/page/js/timeline.js';

/** A model of articles, one outlet (the node after them) and two topics after it. */
function modelOf(articles) {
  const count = articles.length;
  const names = ['Fjord Post', 'Rain', 'Ports'];
  return {
    count: count + 3,
    range: (kind) =>
      ({
        article: [0, count],
        outlet: [count, count + 1],
        topic: [count + 1, count + 3],
        story: [count + 3, count + 3],
        theme: [count + 3, count + 3],
      })[kind],
    label: (i) => (i < count ? articles[i].label : names[i - count]),
    otherNames: (i) => (i === count ? ['The Fjord', 'fjord.example'] : []),
    degree: (i) => articles[i]?.degree || 0,
    date: (i) => articles[i].date || '',
    outlet: (i) => (articles[i].outlet ? count : -1),
    topics: (i) => (articles[i].topics || []).map((topic) => count + 1 + topic),
    curated: (i) => Boolean(articles[i].curated),
  };
}

test('search ignores case and accents, in any script', () => {
  const search = createSearch(
    modelOf([
      { label: 'Élan vital in Ålesund' },
      { label: '港口重新開放' },
      { label: 'مرفأ جديد' },
    ]),
  );
  assert.deepEqual(search.find('ELAN alesund'), [0]);
  assert.deepEqual(search.find('重新'), [1]);
  assert.deepEqual(search.find('جديد'), [2]);
  assert.deepEqual(search.find('  '), []);
});

test('search puts beginnings before words before parts, the most linked first', () => {
  const search = createSearch(
    modelOf([
      { label: 'No rainbow' },
      { label: 'A rain song', degree: 1 },
      { label: 'A rain dance', degree: 5 },
      { label: 'Rain falls' },
      { label: 'Drain' },
    ]),
  );
  assert.deepEqual(search.find('rain'), [6, 3, 2, 1, 0, 4]);
});

test('search leaves room for headlines beside outlets and topics that begin alike', () => {
  const many = modelOf(Array.from({ length: 20 }, (_, at) => ({ label: `Rain ${at}` })));
  assert.deepEqual(createSearch(many).find('rain', 2), [21, 0]);
});

test('search finds an outlet by its other names and its domain', () => {
  const search = createSearch(modelOf([{ label: 'X' }]));
  assert.deepEqual(search.find('the fjord'), [1]);
  assert.deepEqual(search.find('fjord.ex'), [1]);
});

const DATED = [
  { label: '0', date: '2023-11-05', outlet: true, topics: [0], curated: true },
  { label: '1', date: '2024-01-05', outlet: true, topics: [0, 1] },
  { label: '2', date: '2024-01-20', topics: [1] },
  { label: '3', topics: [1], curated: true },
];

test('no filter lets everything through, and months have no gaps', () => {
  const filters = createFilters(modelOf(DATED));
  assert.deepEqual(filters.months, ['2023-11', '2023-12', '2024-01']);
  const { count, all, byMonth } = filters.apply(NO_FILTER);
  assert.deepEqual([count, all, [...byMonth]], [4, true, [1, 0, 2]]);
});

test('filters join, and counts follow all others than their own', () => {
  const filters = createFilters(modelOf(DATED));
  const { pass, count, byNode, byMonth } = filters.apply({
    ...NO_FILTER,
    topics: [6],
    from: '2024-01',
  });
  assert.deepEqual([[...pass], count], [[0, 1, 1, 0], 2]);
  assert.deepEqual([...byNode].slice(4), [1, 1, 2]);
  assert.deepEqual([...byMonth], [0, 0, 2]);
  assert.deepEqual([...filters.apply({ ...NO_FILTER, curated: true }).pass], [1, 0, 0, 1]);
  assert.deepEqual([...filters.apply({ ...NO_FILTER, to: '2023-12' }).pass], [1, 0, 0, 0]);
  assert.deepEqual([...filters.apply({ ...NO_FILTER, from: '2030-01' }).pass], [0, 0, 0, 0]);
});

test('a month is followed by the next, also in another year', () => {
  assert.deepEqual([after('2023-12'), after('0999-09')], ['2024-01', '0999-10']);
});

test('a state written as a hash is read back', () => {
  const state = { node: 'topic:c%2B%2B & "d"', topics: 'a,b', empty: '', view: 'table' };
  const { empty, ...kept } = state;
  assert.deepEqual(readHash(`#${writeHash(state)}`), kept);
  assert.equal(empty, '');
});

test('a hash that is none of ours says nothing', () => {
  assert.deepEqual(readHash('#=x&&%&a=%E0%A4%A&b=1'), { b: '1' });
});

test('boxes of names that overlap are refused', () => {
  const room = createRoom();
  assert.equal(room.put(0, 0, 100, 20), true);
  assert.equal(room.put(90, 10, 300, 30), false);
  assert.equal(room.put(101, 0, 300, 20), true);
});

test('callouts never overlap, stay within the stage, and keep the order of their points', () => {
  const points = Array.from({ length: 300 }, (_, at) => ({
    x: (at * 7919) % 500,
    y: (at * 104729) % 400,
  }));
  const placed = callouts(points, { top: 40, bottom: 400, line: 20 });
  assert.equal(placed.length, 36);
  for (const side of ['left', 'right']) {
    const column = placed.filter((one) => one.side === side).sort((a, b) => a.y - b.y);
    column.forEach((one, at) => {
      assert.ok(one.y >= 50 && one.y <= 390);
      if (at) {
        assert.ok(one.y - column[at - 1].y >= 20);
        assert.ok(points[one.at].y >= points[column[at - 1].at].y);
      }
    });
  }
  assert.deepEqual(callouts(points, { top: 0, bottom: 10, line: 20 }), []);
});

test('only addresses of the web are safe', () => {
  assert.equal(safeUrl('https://a.example/x'), 'https://a.example/x');
  for (const text of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'no address',
    '',
  ]) {
    assert.equal(safeUrl(text), '');
  }
});

test('texts are folded, cut and counted as people write them', () => {
  assert.equal(fold('ÉLAN'), 'elan');
  assert.equal(cut('ab😀cd', 3), 'ab…');
  assert.deepEqual(
    [
      grouped(999),
      grouped(1234567),
      plural(1, 'story'),
      plural(2, 'story'),
      plural(2000, 'article'),
    ],
    ['999', '1,234,567', '1 story', '2 stories', '2,000 articles'],
  );
  assert.deepEqual(
    [
      spokenDate('2024-05-01'),
      spokenDate('2024-05'),
      spokenDate('-0044-03-15'),
      spokenDate('soon'),
    ],
    ['1 May 2024', 'May 2024', '15 Mar -0044', 'soon'],
  );
});

test('a time is told to the minute only where it is known', () => {
  assert.equal(timeInWords('2024-05-01T09:30:00Z', null, false), '1 May 2024, 09:30');
  assert.equal(timeInWords('2024-05-01T00:00:00Z', null, false), '1 May 2024');
  assert.equal(timeInWords('2024-05-01T09:30:00Z', 'day', false), '1 May 2024');
  assert.equal(timeInWords('2024-05-01T09:30:00Z', null, true), 'added 1 May 2024');
  assert.equal(timeInWords('', null, false), '');
  assert.deepEqual(
    [isExact('2024-05-01T09:30:00Z'), isExact('2024-05-01T00:00:00Z'), isExact('')],
    [true, false, false],
  );
});

test('days are told without what both have in common', () => {
  const days = (from, to) => daysInWords(`${from}T09:00:00Z`, `${to}T10:00:00Z`);
  assert.deepEqual(
    [
      days('2024-05-01', '2024-05-01'),
      days('2024-05-01', '2024-05-03'),
      days('2024-04-30', '2024-05-02'),
      days('2023-12-31', '2024-01-01'),
    ],
    ['1 May 2024', '1–3 May 2024', '30 Apr – 2 May 2024', '31 Dec 2023 – 1 Jan 2024'],
  );
});

test('a search forgives an error, joined words, and numeronyms', () => {
  const near = createNear();
  near.add([
    { id: 0, text: 'Cosmos DB leak' },
    { id: 1, text: 'Kubernetes vulnerability' },
    { id: 2, text: '東京タワーで火事' },
    { id: 3, text: 'HarbourLink opens' },
  ]);
  assert.deepEqual(near.find('vulnerabilty', 5), [1]);
  assert.deepEqual(near.find('cosmosdb', 5), [0]);
  assert.deepEqual(near.find('k8s', 5), [1]);
  assert.deepEqual(near.find('harbour link', 5), [3]);
  assert.deepEqual(near.find('京タワ', 5), [2]);
  assert.deepEqual(near.find('nothing', 5), []);
  assert.deepEqual(near.find('', 5), []);
  assert.deepEqual(searchWords('Élan 火事場'), ['elan', '火事', '事場']);
});

test('a month is known by its name or its number', () => {
  for (const text of ['2020-03', 'March 2020', 'mar 2020', ' 3/2020 ']) {
    assert.equal(monthIn(text), '2020-03', text);
  }
  assert.equal(monthIn('2020'), '2020');
  for (const text of ['2020-13', 'marches 20', 'Storm 2020', '', '20200']) {
    assert.equal(monthIn(text), '', text);
  }
});

test('the unit of a timeline is the finest that has no more than sixty bars', () => {
  const unit = (first, last) => timelineFrom(first, last).unit;
  assert.equal(unit('2024-05-01', '2024-05-01'), 'day');
  assert.equal(unit('2024-05-01', '2024-06-29'), 'day');
  assert.equal(unit('2024-01-01', '2024-12-31'), 'week');
  assert.equal(unit('2020-01-15', '2024-12-31'), 'month');
  assert.equal(unit('2015-01-01', '2024-12-31'), 'quarter');
  assert.equal(unit('1990-01-01', '2024-12-31'), 'year');
});

test('a timeline has a bar for each month, also where nothing is', () => {
  const { bins } = timelineFrom('2023-01-20', '2024-12-03');
  assert.equal(bins.length, 24);
  assert.deepEqual([bins[0].from, bins[0].to], ['2023-01-01', '2023-01-31']);
  assert.equal(bins[1].to, '2023-02-28');
  assert.equal(binAt(bins, '2024-02-29'), 13);
  assert.equal(binAt(bins, '2025-01-01'), -1);
  assert.deepEqual(spanOf(bins[1], bins[2]), ['2023-02', '2023-03']);
  const days = timelineFrom('2024-05-03', '2024-05-09').bins;
  assert.deepEqual(spanOf(days[0], days[1]), ['2024-05-03', '2024-05-04']);
});

test('a span is within years, months or days, whatever the other end is', () => {
  assert.ok(isWithin('2024-05-31', '2024-05', '2024-05'));
  assert.ok(isWithin('2024-05-31', '2024', ''));
  assert.ok(!isWithin('2024-05-31', '', '2024-05-30'));
  assert.ok(!isWithin('2024-05-31', '2024-06', ''));
  assert.ok(!isWithin('', '', '2024'));
});

test('a filter asks for all topics, or any of them, and hides others', () => {
  const model = modelOf([
    { topics: [0, 1], outlet: true },
    { topics: [0] },
    { topics: [1], outlet: true },
    {},
  ]);
  const { apply } = createFilters(model);
  const passing = (part) => [...apply({ ...NO_FILTER, ...part }).pass].map(Number).join('');
  const [outlet, rain, ports] = [4, 5, 6];
  assert.equal(passing({ topics: [rain, ports] }), '1000');
  assert.equal(passing({ topics: [rain, ports], any: true }), '1110');
  assert.equal(passing({ topics: [rain, ports], any: true, outlets: [outlet] }), '1010');
  assert.equal(passing({ hidden: [outlet] }), '0101');
  assert.equal(passing({ hidden: [ports] }), '0101');
});

test('a small archive is told in a sentence, and in columns of days', () => {
  const model = {
    ...modelOf([
      { outlet: true, date: '2023-08-08' },
      { date: '2023-08-09' },
      { date: '2023-08-09' },
    ]),
    story: (i) => (i < 2 ? 9 : -1),
    time: (i) => `2023-08-0${i < 1 ? 8 : 9}T00:00:00Z`,
    neighbours: (i) => (i === 2 ? [0] : []),
    way: () => 'to',
  };
  const articles = [0, 1, 2];
  const sentence = 'Three articles from one outlet in two days; two tell one story';
  assert.equal(sentenceOf(model, articles), sentence);
  const columns = columnsOf(model, articles).map((column) => [column.from, column.articles]);
  assert.deepEqual(columns, [
    ['2023-08-08', [0]],
    ['2023-08-09', [1, 2]],
  ]);
  assert.equal(counted(13, 'story'), '13 stories');
});
