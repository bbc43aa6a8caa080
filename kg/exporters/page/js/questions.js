// The questions that need no engine: each is counted from the model, over the articles that pass
// the filters. A question gives the columns of its answer and its rows; a row's cells are texts,
// numbers or `nodesCell`s.
import { storiesBy } from './stories.js';
import { nodesCell } from './table.js';

const HOW_MANY = 500; // rows of an answer at most

const tally = () => {
  const counts = new Map();
  return {
    add: (key, by = 1) => counts.set(key, (counts.get(key) || 0) + by),
    rows: () => [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, HOW_MANY),
  };
};

/** All questions about a model; `passes(i)` says which articles count. */
export function plainQuestions(model, passes) {
  const label = (i) => model.label(i);
  const cell = (...nodes) =>
    nodesCell(
      nodes.filter((i) => i >= 0),
      label,
    );
  const [, articles] = model.range('article');
  const every = function* every() {
    for (let i = 0; i < articles; i += 1) if (passes(i)) yield i;
  };
  const of = (group) => Array.from(model.articles(group)).filter(passes);
  const counted = (counts) => counts.rows().map(([node, number]) => [cell(node), number]);
  const byTime = (counts) => counts.rows().sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    {
      id: 'outlets',
      label: 'Which outlets publish most on a topic?',
      takes: 'topic',
      columns: [
        { label: 'Outlet', main: true },
        { label: 'Articles', number: true },
      ],
      rows(topic) {
        const counts = tally();
        for (const i of of(topic)) if (model.outlet(i) >= 0) counts.add(model.outlet(i));
        return counted(counts);
      },
    },
    {
      id: 'topics',
      label: 'What does an outlet write about?',
      takes: 'outlet',
      columns: [
        { label: 'Topic', main: true },
        { label: 'Articles', number: true },
      ],
      rows(outlet) {
        const counts = tally();
        for (const i of of(outlet)) for (const topic of model.topics(i)) counts.add(topic);
        return counted(counts);
      },
    },
    {
      id: 'years',
      label: 'How many articles of an outlet came out each year?',
      takes: 'outlet',
      columns: [
        { label: 'Year', main: true },
        { label: 'Articles', number: true },
      ],
      rows(outlet) {
        const counts = tally();
        for (const i of of(outlet)) counts.add(model.date(i).slice(0, -6) || 'no date');
        return byTime(counts);
      },
    },
    {
      id: 'months',
      label: 'How many articles came out each month, and how many have a post of their own?',
      columns: [
        { label: 'Month', main: true, down: true },
        { label: 'Articles', number: true },
        { label: 'With a post', number: true },
      ],
      rows() {
        const counts = tally();
        const own = tally();
        for (const i of every()) {
          const month = model.date(i).slice(0, -3) || 'no date';
          counts.add(month);
          own.add(month, model.curated(i) ? 1 : 0);
        }
        const posts = new Map(own.rows());
        return byTime(counts).map(([month, number]) => [month, number, posts.get(month) || 0]);
      },
    },
    {
      id: 'together',
      label: 'Which topics stand together most?',
      columns: [
        { label: 'Topic', main: true },
        { label: 'And' },
        { label: 'Articles', number: true },
      ],
      rows() {
        const counts = tally();
        for (const i of every()) {
          const topics = [...model.topics(i)].sort((a, b) => a - b);
          topics.forEach((one, at) => {
            for (const other of topics.slice(at + 1)) counts.add(one * model.count + other);
          });
        }
        return counts
          .rows()
          .map(([pair, number]) => [
            cell(Math.floor(pair / model.count)),
            cell(pair % model.count),
            number,
          ]);
      },
    },
    {
      id: 'stories',
      label: 'Which stories did most outlets tell?',
      columns: [
        { label: 'Story', main: true },
        { label: 'Began', down: true },
        { label: 'Outlets', number: true },
        { label: 'Texts', number: true },
      ],
      rows: () =>
        storiesBy(model, 'size')
          .filter((i) => model.articles(i).some(passes))
          .slice(0, HOW_MANY)
          .map((i) => {
            const { start, outlets, texts } = model.event(i);
            return [cell(i), start.slice(0, start.indexOf('T')), outlets, texts];
          }),
    },
    {
      id: 'company',
      label: 'Which outlets tell the same stories as an outlet?',
      takes: 'outlet',
      columns: [
        { label: 'Outlet', main: true },
        { label: 'Stories in common', number: true },
      ],
      rows(outlet) {
        const counts = tally();
        for (const story of new Set(
          of(outlet)
            .map(model.story)
            .filter((i) => i >= 0),
        )) {
          for (const other of new Set(of(story).map(model.outlet)))
            if (other >= 0 && other !== outlet) counts.add(other);
        }
        return counted(counts);
      },
    },
    {
      id: 'partners',
      label: 'Which outlets are linked most with an outlet?',
      takes: 'outlet',
      columns: [
        { label: 'Outlet', main: true },
        { label: 'Links between their articles', number: true },
      ],
      rows(outlet) {
        const counts = tally();
        for (const i of of(outlet)) {
          for (const j of model.neighbours(i)) {
            const other = model.outlet(j);
            if (other >= 0 && other !== outlet && passes(j)) counts.add(other);
          }
        }
        return counted(counts);
      },
    },
    {
      id: 'linked',
      label: 'Which articles are linked most?',
      columns: [
        { label: 'Headline', main: true },
        { label: 'Outlet' },
        { label: 'Date', down: true },
        { label: 'Related articles', number: true },
      ],
      rows() {
        const ranked = [...every()]
          .filter((i) => model.degree(i))
          .sort((a, b) => model.degree(b) - model.degree(a) || a - b);
        return ranked
          .slice(0, HOW_MANY)
          .map((i) => [cell(i), cell(model.outlet(i)), model.date(i), model.degree(i)]);
      },
    },
    {
      id: 'no-post',
      label: 'Which articles have no post of their own, and are linked most?',
      columns: [
        { label: 'Headline', main: true },
        { label: 'Outlet' },
        { label: 'Related articles', number: true },
      ],
      rows() {
        const ranked = [...every()]
          .filter((i) => !model.curated(i))
          .sort((a, b) => model.degree(b) - model.degree(a) || a - b);
        return ranked
          .slice(0, HOW_MANY)
          .map((i) => [cell(i), cell(model.outlet(i)), model.degree(i)]);
      },
    },
    {
      id: 'no-date',
      label: 'Which articles have no date?',
      columns: [{ label: 'Headline', main: true }, { label: 'Outlet' }],
      rows: () =>
        [...every()]
          .filter((i) => !model.date(i))
          .slice(0, HOW_MANY)
          .map((i) => [cell(i), cell(model.outlet(i))]),
    },
  ];
}
