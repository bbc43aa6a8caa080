// The panel: the facts on what is open, and lists of what is around it, which are the picture
// once more for those who do not see or point.

import { make, words } from './dom.js';
import { MOST_DOTS } from './paint.js';
import { createStoryParts } from './stories.js';
import { cut, grouped, plural, safeUrl, spokenDate } from './text.js';

const FIRST_ROWS = 60;
const FACT_NAMES = {
  url: 'Address',
  sameAs: 'Also at',
  ampUrl: 'AMP',
  ampCacheUrl: 'AMP cache',
  image: 'Picture',
  logo: 'Logo',
  author: 'Author',
  dateAdded: 'Added',
  publishedPrecision: 'Precision of the date',
  addedPrecision: 'Precision of the date of adding',
  quality: 'Quality',
  heat: 'Heat',
  curated: 'Has its own post',
  published: 'Shown on the site',
  removed: 'Removed',
  wasDerivedFrom: 'Post',
  type: 'Type',
  alternateName: 'Also called',
  alternativeHeadline: 'Other headlines',
  altLabel: 'Also called',
  hiddenLabel: 'Keywords',
  domain: 'Domain',
  inScheme: 'Scheme',
  inLanguage: 'Language',
  dateModified: 'Changed',
  correction: 'Correction',
  startDate: 'First article',
  endDate: 'Last article',
  startPrecision: 'Precision of the first day',
  outlets: 'Outlets',
  texts: 'Different texts',
};
const KIND_NAMES = {
  article: 'Article',
  outlet: 'Outlet',
  topic: 'Topic',
  story: 'Story',
  theme: 'Theme',
};

/** What fills the panel of an app. */
export function createPanel(host, model, { open, passes, expand, hops }) {
  let shownFor = 0;

  const mark = (i) => make('span', { class: `mark ${model.kind(i)}`, 'aria-hidden': 'true' });

  function row(i, note, badges = []) {
    const article = model.kind(i) === 'article';
    const outlet = article ? model.outlet(i) : -1;
    const below =
      note ??
      (article
        ? [outlet >= 0 ? cut(model.label(outlet), 60) : '', model.dateInWords(i)]
            .filter(Boolean)
            .join(' · ')
        : plural(model.degree(i), 'article'));
    return make(
      'li',
      {},
      make(
        'button',
        { type: 'button', class: 'row', onclick: () => open(i), 'data-node': String(i) },
        mark(i),
        make(
          'span',
          {},
          make('bdi', {}, cut(model.label(i), 300)),
          ...badges.flatMap((text) => [' ', make('span', { class: 'badge' }, text)]),
          make('small', {}, words(below)),
        ),
      ),
    );
  }

  /** An element that lists nodes; of many, the first until someone asks for more. */
  function list(nodes, notes = [], most = FIRST_ROWS) {
    const items = make('ul', { class: 'list' });
    let at = 0;
    const more = () => {
      const end = Math.min(nodes.length, at + (at ? 400 : most));
      const fresh = [];
      for (; at < end; at += 1) fresh.push(row(nodes[at], notes[at]));
      if (at < nodes.length) {
        const rest = make(
          'li',
          {},
          make(
            'button',
            {
              type: 'button',
              class: 'more',
              onclick: () => {
                rest.remove();
                more();
              },
            },
            `and ${grouped(nodes.length - at)} more`,
          ),
        );
        fresh.push(rest);
      }
      items.append(...fresh);
    };
    more();
    return items;
  }

  const section = (title, ...children) => make('section', {}, make('h3', {}, title), ...children);
  const stories = createStoryParts(model, { row, section, list });
  function listed(title, nodes, notes) {
    return nodes.length
      ? [
          section(
            nodes.length > 1 ? `${title} (${grouped(nodes.length)})` : title,
            list(nodes, notes),
          ),
        ]
      : [];
  }

  function chips(nodes) {
    const known = nodes.filter((i) => i >= 0);
    return known.length
      ? [
          make(
            'div',
            { class: 'chips' },
            ...known.map((i) =>
              make(
                'button',
                {
                  type: 'button',
                  class: `chip ${model.kind(i)}`,
                  onclick: () => open(i),
                  title: KIND_NAMES[model.kind(i)],
                },
                mark(i),
                words(cut(model.label(i), 80)),
              ),
            ),
          ),
        ]
      : [];
  }

  const outside = (url, text, look = '') =>
    make(
      'a',
      { href: url, rel: 'noopener noreferrer', target: '_blank', class: look, title: url },
      text,
    );

  function value(name, one) {
    const url = name !== 'label' && typeof one === 'string' ? safeUrl(one) : '';
    return make(
      'div',
      {},
      url ? outside(url, words(one)) : words(one === true ? 'yes' : one === false ? 'no' : one),
    );
  }

  function factList(i, known) {
    const shown = Object.entries(known).filter(
      ([name]) => !['label', 'abstract', 'description', 'datePublished'].includes(name),
    );
    return make(
      'details',
      { class: 'facts' },
      make('summary', {}, 'All facts'),
      make(
        'dl',
        {},
        ...shown.flatMap(([name, values]) => [
          make('dt', {}, FACT_NAMES[name] || name),
          make('dd', {}, ...values.map((one) => value(name, one))),
        ]),
        ...(known.datePublished
          ? [make('dt', {}, 'Published'), make('dd', {}, words(known.datePublished[0]))]
          : []),
        make('dt', {}, 'IRI'),
        make('dd', {}, words(model.base + model.id(i).replace(':', '/'))),
      ),
    );
  }

  // ---- what is counted around a node

  /** Nodes with how often each is met, the most frequent first. */
  function tally(articles, of) {
    const counts = new Map();
    for (const i of articles)
      for (const node of of(i)) if (node >= 0) counts.set(node, (counts.get(node) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  }

  function counted(title, pairs, most = 12) {
    if (!pairs.length) return [];
    const top = pairs.slice(0, most);
    return [
      section(
        title,
        make(
          'ul',
          { class: 'bars' },
          ...top.map(([node, count]) => {
            const bar = make('span', { class: `bar ${model.kind(node)}`, 'aria-hidden': 'true' });
            bar.style.width = `${Math.max(2, (100 * count) / top[0][1])}%`;
            return make(
              'li',
              {},
              make(
                'button',
                { type: 'button', class: 'row', onclick: () => open(node) },
                make(
                  'span',
                  {},
                  words(cut(model.label(node), 120)),
                  ' ',
                  make('small', {}, grouped(count)),
                  bar,
                ),
              ),
            );
          }),
        ),
      ),
    ];
  }

  function timeline(articles) {
    const byMonth = new Map();
    for (const i of articles)
      if (model.date(i))
        byMonth.set(model.date(i).slice(0, -3), (byMonth.get(model.date(i).slice(0, -3)) || 0) + 1);
    if (byMonth.size < 2) return [];
    const months = [...byMonth.keys()].sort();
    const years = months[months.length - 1].slice(0, -3) - months[0].slice(0, -3) >= 6;
    const bars = new Map();
    for (const month of months) {
      const key = years ? month.slice(0, -3) : month;
      bars.set(key, (bars.get(key) || 0) + byMonth.get(month));
    }
    const most = Math.max(...bars.values());
    const chart = make(
      'div',
      {
        class: 'timeline',
        role: 'img',
        'aria-label': `Articles by ${years ? 'year' : 'month'}: ${[...bars].map(([key, count]) => `${spokenDate(key)} ${count}`).join(', ')}`,
      },
      ...[...bars].map(([key, count]) => {
        const bar = make('span', { title: `${spokenDate(key)}: ${count}` });
        bar.style.height = `${Math.max(3, (100 * count) / most)}%`;
        return bar;
      }),
    );
    const keys = [...bars.keys()];
    return [
      section(
        'Over time',
        chart,
        make(
          'div',
          { class: 'ends', 'aria-hidden': 'true' },
          make('span', {}, spokenDate(keys[0])),
          make('span', {}, spokenDate(keys[keys.length - 1])),
        ),
      ),
    ];
  }

  // ---- the kinds

  function related(i) {
    const nodes = [...model.neighbours(i)];
    if (!nodes.length)
      return [make('p', { class: 'quiet' }, 'No other article is linked with it.')];
    const note = (other) => {
      const way = model.way(i, other);
      const outlet = model.outlet(other);
      return [
        outlet >= 0 ? cut(model.label(outlet), 60) : '',
        model.dateInWords(other),
        way === 'from' ? 'links here' : '',
      ]
        .filter(Boolean)
        .join(' · ');
    };
    const orders = {
      date: () =>
        [...nodes].sort((a, b) =>
          model.time(a) < model.time(b) ? 1 : model.time(a) > model.time(b) ? -1 : a - b,
        ),
      outlet: () =>
        [...nodes].sort(
          (a, b) =>
            model.label(model.outlet(a)).localeCompare(model.label(model.outlet(b))) ||
            (model.time(a) < model.time(b) ? 1 : -1),
        ),
    };
    const body = make('div', {});
    const show = (name) => {
      const sorted = orders[name]();
      body.replaceChildren(list(sorted, sorted.map(note)));
      for (const button of switches.children)
        button.setAttribute('aria-pressed', String(button.dataset.by === name));
    };
    const switches = make(
      'div',
      { class: 'switch', role: 'group', 'aria-label': 'Order of the related articles' },
      ...Object.keys(orders).map((name) =>
        make(
          'button',
          { type: 'button', 'data-by': name, onclick: () => show(name) },
          `By ${name}`,
        ),
      ),
    );
    show('date');
    return [section(`Related articles (${grouped(nodes.length)})`, switches, body)];
  }

  function parts(i, kind) {
    if (kind === 'article')
      return [
        ...stories.ofArticle(i),
        ...listed('Suggested topics', model.suggested(i)),
        ...related(i),
      ];
    const articles = [...model.articles(i)];
    const outlets = tally(articles, (article) => [model.outlet(article)]);
    const topics = tally(articles, model.topics).filter(([topic]) => topic !== i);
    const themes = tally(articles, (article) => [model.theme(article)]);
    const near = kind === 'outlet' ? closest(i, articles) : [];
    if (kind === 'story') return [...stories.describe(i), ...counted('Topics', topics, 10)];
    return [
      ...timeline(articles),
      ...(kind === 'topic' ? listed('Narrower topics', model.narrower(i)) : []),
      ...counted('Topics', topics, 10),
      ...(kind === 'outlet' ? [] : counted('Outlets', outlets, 10)),
      ...(kind === 'outlet' ? counted('Outlets on the same stories', near, 8) : []),
      ...stories.among(articles),
      ...(kind === 'theme' ? [] : counted('Themes', themes, 6)),
      ...listed('Articles', articles),
    ];
  }

  /** Outlets by how many articles they have in the stories that this one tells, too. */
  function closest(outlet, articles) {
    const seen = new Set(articles.map(model.story).filter((story) => story >= 0));
    return tally(
      [...seen].flatMap((story) => [...model.articles(story)]),
      (article) => [model.outlet(article)],
    ).filter(([other]) => other !== outlet);
  }

  async function describe(i) {
    const mine = (shownFor += 1);
    const kind = model.kind(i);
    const known = await model.facts(i);
    if (mine !== shownFor) return;
    const summary = known.abstract || known.description;
    const url = known.url ? safeUrl(known.url[0]) : '';
    const image = known.image ? safeUrl(known.image[0]) : '';
    const head = [
      KIND_NAMES[kind],
      kind === 'article' ? model.dateInWords(i) : plural(model.degree(i), 'article'),
    ]
      .filter(Boolean)
      .join(' · ');
    const around =
      kind === 'article'
        ? [model.outlet(i), ...model.topics(i), model.theme(i)]
        : kind === 'topic'
          ? [model.broader(i)]
          : [];
    const actions = [
      ...(url
        ? [outside(url, kind === 'article' ? 'Read the original ↗' : 'Open its site ↗', 'open')]
        : []),
      ...(image ? [outside(image, 'See the picture ↗', 'quiet-open')] : []),
      ...(kind === 'article' && model.degree(i)
        ? [
            make(
              'button',
              { type: 'button', onclick: expand },
              hops() > 1 ? 'One step less' : 'One step more',
            ),
          ]
        : []),
    ];
    fill(
      make('p', { class: `kind ${kind}` }, mark(i), head),
      make('h2', { dir: 'auto' }, model.label(i)),
      ...chips(around),
      ...(summary ? [make('p', { class: 'summary', dir: 'auto' }, summary[0])] : []),
      ...(actions.length ? [make('div', { class: 'actions' }, ...actions)] : []),
      ...(kind === 'story' ? stories.lead(i) : []),
      ...(kind === 'theme' ? [] : [factList(i, known)]),
      ...parts(i, kind),
    );
  }

  /** What is shown when nothing is open: the way in. */
  function welcome({ count, byNode, all }) {
    shownFor += 1;
    const top = (kind, most, of) => {
      const [first, end] = model.range(kind);
      const weight = new Float64Array(end - first);
      for (let i = first; i < end; i += 1) weight[i - first] = of(i);
      return Array.from({ length: end - first }, (_, at) => first + at)
        .sort((a, b) => weight[b - first] - weight[a - first] || a - b)
        .slice(0, most);
    };
    const few = (title, nodes) => (nodes.length ? [section(title, list(nodes))] : []);
    const numbered = (title, kind, most) => {
      const [first, end] = model.range(kind);
      const nodes = top(kind, most, (i) => byNode[i]);
      const notes = all ? [] : nodes.map((i) => plural(byNode[i], 'article'));
      return nodes.length
        ? [section(`${title} (${grouped(end - first)})`, list(nodes, notes))]
        : [];
    };
    fill(
      make('h2', {}, 'What is in here'),
      make(
        'p',
        { class: 'summary' },
        model.cards
          ? 'Choose a card, or press / and type. Drag to move, scroll to zoom, Esc to see all again.'
          : 'Each dot is an article. Articles that link to each other stand together as a theme, themes stand in their topic, outlets around. A story is one event that several outlets tell. Choose one, or press / and type.',
      ),
      ...(!model.cards && model.range('article')[1] > MOST_DOTS
        ? [
            make(
              'p',
              { class: 'quiet' },
              `Where more than ${grouped(MOST_DOTS)} are in sight, the most linked of each theme are drawn: come closer, or filter, to see the rest.`,
            ),
          ]
        : []),
      ...(count ? [] : [make('p', { class: 'quiet' }, 'No article passes the filters.')]),
      ...stories.all(passes),
      ...numbered('Topics', 'topic', 24),
      ...few('Largest themes', top('theme', 8, model.degree)),
      ...numbered('Outlets', 'outlet', 12),
      ...few(
        'Most linked articles',
        top('article', 10, (i) => (passes(i) ? model.degree(i) : -1)).filter(passes),
      ),
    );
  }

  function fill(...elements) {
    const reading = host.contains(document.activeElement);
    host.replaceChildren(...elements);
    host.scrollTop = 0;
    if (reading) host.focus({ preventScroll: true });
  }

  function show(title, ...elements) {
    shownFor += 1;
    fill(make('h2', {}, title), ...elements);
  }

  return { describe, welcome, list, show };
}
