// The graph as the page holds it, and what modules of the page can build on.
//
// All modules are put into one script: in the order of MODULES in `scripts.py`, without their
// `import` lines and without the word `export`. So a name at the top of a module must be unique
// over all modules, imports are one line each, and nothing is exported in any other way than
// `export function|const|class`. The same files run under `node --test`.
//
// THE MODEL. Nodes are numbers from 0: articles, then outlets, topics, stories (events that several
// outlets tell) and themes (communities of related articles, named after their most linked one).
// -1 is no node.
//   count              how many nodes there are
//   range(kind)        [first, end] of a kind: 'article', 'outlet', 'topic', 'story', 'theme'
//   otherNames(i)      of an outlet or topic: what else it is called, its domain
//   kind(i) label(i)   id(i): 'article:3f2a…', 'outlet:reuters.com', 'topic:ai', 'story:3f2a…'
//   find(id)           the node with that id, or -1
//   time(i) date(i)    of an article: '2024-05-01T09:30:00Z' and '2024-05-01'; '' if it has none
//   dateInWords(i)     the date as far as it is known, and whether it is that of the archive
//   outlet(i)          of an article: a node or -1
//   topics(i)          of an article: an array of nodes, the one it stands under first
//   theme(i) story(i)  of an article: a node or -1
//   timeInWords(i)     as dateInWords, with hour and minute if they are known
//   exact(i)           whether the time of publication of an article is known, not only the day
//   copyOf(i) copies(i)   of an article: its original or -1, an array of its copies
//   suggested(i)       of an article: an array of topics that its headline suggests
//   dated              whether any article has a date of publication
//   event(i)           of a story: { start, end, precision, outlets, texts, first, follows,
//                      followedBy }: times, 'day' or '', two counts, outlets, a node or -1, nodes
//   home(i)            of an article: the topic it stands under on the map, or -1
//   curated(i)         whether it has a post of its own
//   neighbours(i)      of an article: a Uint32Array of articles related either way, ascending
//   way(i, j)          of two related articles: 'both', 'to' (i names j) or 'from'
//   degree(i)          how many neighbours an article has, how many articles anything else
//   articles(i)        of an outlet, topic, story or theme: a Uint32Array, the newest first
//   broader(i) narrower(i)   of a topic: a node or -1, an array of nodes
//   named(i) homeOfTheme(i)   of a theme: the article it is named after; the topic it stands under, or -1
//   rightToLeft(i)     whether a label is written from right to left
//   x(i) y(i) r(i)     place and radius on the map; all of them are in xs, ys, rs. A story stands
//                      in the middle of its articles
//   stray              [x, y, r] of the disc of articles without topic, or null
//   await facts(i)     everything known: { name: [values] } by the names of the GraphML, edges
//                      not among them; of a theme {}. Texts, numbers and booleans.
//   cards              true for a small graph, where every node is a card (300 nodes at most)
//   base title         base IRI (+ id with its first ':' as '/' gives the IRI), title
//
// THE APP, which a module is given by `extend((app) => { … })` (in `extend.js`), once the model
// is there and before the first picture:
//   app.model
//   app.shown()        a Uint32Array of articles that pass the filters; of what is in focus, if
//                      something is, only those around it
//   app.passes(i)      whether an article passes the filters
//   app.focus          the node that is open, or -1
//   app.open(i)        opens a node (picture, panel, hash); app.open(-1) closes it
//   app.colour(i)      the CSS colour of a node under the present 'colour by'
//   app.ink(name)      the value of the CSS variable --name: 'ground', 'ink', 'soft', 'line' …
//   app.on(name, f)    f is called after 'focus', 'filter', 'colour', 'appearance' and 'view' changed
//   app.say(text)      tells a screen reader, politely
//   app.addTool({ id, label, title, run })   a button in the header; returns the element
//   app.addView({ id, label, show(host), hide() })   a view in place of the map, with a button
//                      that switches it; `show` fills the element `host`; the hash keeps view=id
//   app.view           the id of the view: 'map' or one of those added; app.setView(id)
//   app.addState({ key, read(), write(text) })   a key of the hash: `read` gives its text ('' for
//                      none), `write` takes it over at the start and on Back; then app.keep()
//   app.keep()         writes the state into the hash
//   app.trace(nodes)   draws these nodes as a path over the map and shows them; [] ends it
//   app.fill(title, ...elements)   puts a heading and elements into the panel in place of what
//                      is open (app.open or Escape put them away)
//   app.list(nodes)    an element that lists nodes, each a button that opens it
//   app.paint(pen, width, height)   paints the picture, as it stands, on a 2D context. It calls
//                      save restore translate scale beginPath closePath moveTo lineTo arc rect
//                      quadraticCurveTo fill stroke fillRect fillText strokeText measureText
//                      setLineDash, and sets fillStyle strokeStyle lineWidth globalAlpha font
//                      textAlign textBaseline lineJoin direction
//   make(tag, attributes, ...children)   (in `dom.js`) an element; texts are always set as text,
//                      attributes whose names begin with 'on' are listeners
//   safeUrl(text)      (in `text.js`) the text if it is an http(s) address, else ''
//   fold(text) cut(text, most) plural(count, word)   (in `text.js`)

const OTHER_NAMES = {
  article: ['alternativeHeadline'],
  outlet: ['alternateName', 'domain'],
  topic: ['altLabel', 'hiddenLabel'],
  story: [],
  theme: [],
};
const KINDS = ['article', 'outlet', 'topic', 'story', 'theme'];

/** A text from its compressed form in base64. */
import { dateInWords, isExact, timeInWords } from './text.js';

export async function unpackText(text) {
  const packed = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : bytesOf(atob(text));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).text();
}

/** Data from their compressed form in base64. */
export async function unpack(text) {
  return JSON.parse(await unpackText(text));
}

function bytesOf(binary) {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

/** Numbers each written as the difference to the one before. */
function summed(steps) {
  let place = 0;
  return steps.map((step) => (place += step));
}

/**
 * The model of what a page holds. `core` has what the picture and the search need, `links` which
 * articles are related; `facts` is a function that gives all other columns when asked.
 */
export function createModel(core, links, facts) {
  const first = {};
  const ids = [];
  const columns = {};
  for (const { kind, ids: own, columns: given } of core.kinds) {
    first[kind] = ids.length;
    for (const id of own)
      ids.push(`${kind}:${typeof id === 'number' ? ids[id].slice(ids[id].indexOf(':') + 1) : id}`);
    columns[kind] = Object.fromEntries(given.map((column) => [column.name, column.values]));
  }
  const articles = first.outlet;
  const themes = core.themes;
  first.theme = ids.length;
  for (const { name } of themes) ids.push(ids[name].replace('article', 'theme'));
  const count = ids.length;
  const ends = {
    article: first.outlet,
    outlet: first.topic,
    topic: first.story,
    story: first.theme,
    theme: count,
  };

  const labels = ['article', 'outlet', 'topic'].flatMap((kind) => columns[kind].label || []);
  for (const label of columns.story.label || [])
    labels.push(typeof label === 'number' ? labels[label] : label);
  for (const { name } of themes) labels.push(labels[name]);
  // When an article came out counts, else when it was added to the archive.
  const published = columns.article.datePublished || [];
  const added = columns.article.dateAdded || [];
  const times = added.length ? added.map((time, i) => published[i] || time) : published;
  const precisions = {
    published: columns.article.publishedPrecision || [],
    added: columns.article.addedPrecision || [],
  };
  const none = [];
  const outlets = new Int32Array(articles).fill(-1);
  (columns.article.publishedBy || []).forEach((cell, i) => {
    if (cell) [outlets[i]] = cell;
  });
  const topics = (columns.article.about || new Array(articles).fill(null)).map((cell, i) =>
    cell ? homeFirst(summed(cell), core.home[i]) : none,
  );
  const themeOf = new Int32Array(articles).fill(-1);
  const told = toldOf(articles, columns, first.story);
  const curated = columns.article.curated || [];
  const broader = new Map();
  const narrower = new Map();
  (columns.topic.broader || []).forEach((cell, row) => {
    if (!cell) return;
    broader.set(first.topic + row, cell[0]);
    narrower.set(cell[0], [...(narrower.get(cell[0]) || []), first.topic + row]);
  });

  let next = 0;
  themes.forEach(({ size }, at) => {
    themeOf.fill(first.theme + at, next, (next += size));
  });

  // Places of articles are told from the middle of their theme, or of the topic they stand under.
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const r = new Float32Array(count);
  // Stories have no place of their own: their articles stand where their themes are.
  const node = (at) => (at < first.story ? at : at + first.theme - first.story);
  core.places.x.forEach((value, at) => {
    x[node(at)] = value;
  });
  core.places.y.forEach((value, at) => {
    y[node(at)] = value;
  });
  core.places.r.forEach((value, at) => {
    r[node(articles + at)] = value;
  });
  r.fill(core.dot, 0, articles);
  for (let i = 0; i < articles; i += 1) {
    if (themeOf[i] >= 0) {
      x[i] += x[themeOf[i]];
      y[i] += y[themeOf[i]];
    }
  }

  const around = joinLinks(articles, links);
  const members = gather(count, first, {
    articles,
    outlets,
    topics,
    storyOf: told.storyOf,
    themeOf,
    times,
  });
  for (let story = first.story; story < first.theme; story += 1) {
    const own = members.articles.subarray(
      members.from[story - articles],
      members.from[story - articles + 1],
    );
    for (const i of own) {
      x[story] += x[i] / own.length;
      y[story] += y[i] / own.length;
    }
  }
  const numbered = new Map();
  let rest = null;

  const kind = (i) =>
    i < articles
      ? 'article'
      : i < first.topic
        ? 'outlet'
        : i < first.story
          ? 'topic'
          : i < first.theme
            ? 'story'
            : 'theme';
  const neighbours = (i) => around.targets.subarray(around.from[i], around.from[i + 1]);
  return {
    count,
    cards: core.cards,
    base: core.base,
    title: core.title,
    stray: core.stray,
    kinds: KINDS,
    range: (name) => [first[name], ends[name]],
    kind,
    id: (i) => ids[i],
    find(id) {
      if (!numbered.size) ids.forEach((name, i) => numbered.set(name, i));
      return numbered.has(id) ? numbered.get(id) : -1;
    },
    label: (i) => labels[i] ?? ids[i],
    otherNames: (i) =>
      OTHER_NAMES[kind(i)].flatMap((name) =>
        columns[kind(i)][name] ? (columns[kind(i)][name][i - first[kind(i)]] ?? []) : [],
      ),
    time: (i) => times[i] || '',
    date: (i) => (times[i] ? times[i].slice(0, times[i].indexOf('T')) : ''),
    dateInWords: (i) =>
      dateInWords(
        times[i],
        published[i] ? precisions.published[i] : precisions.added[i],
        !published[i],
      ),
    outlet: (i) => (i < articles ? outlets[i] : -1),
    topics: (i) => (i < articles ? topics[i] : none),
    home: (i) => core.home[i],
    theme: (i) => (i < articles ? themeOf[i] : -1),
    story: (i) => (i < articles ? told.storyOf[i] : -1),
    timeInWords: (i) =>
      timeInWords(
        times[i],
        published[i] ? precisions.published[i] : precisions.added[i],
        !published[i],
      ),
    exact: (i) => isExact(published[i], precisions.published[i]),
    copyOf: (i) => (i < articles ? told.copyOf[i] : -1),
    copies: (i) => told.copies.get(i) || none,
    suggested: (i) =>
      columns.article.suggestedTopic?.[i] ? summed(columns.article.suggestedTopic[i]) : none,
    dated: published.some(Boolean),
    event: told.event,
    curated: (i) => Boolean(curated[i]),
    neighbours: (i) => (i < articles ? neighbours(i) : new Uint32Array(0)),
    way(i, j) {
      const at = neighbours(i).indexOf(j);
      return at < 0 ? '' : ['both', 'to', 'from'][around.ways[around.from[i] + at]];
    },
    degree: (i) =>
      i < articles
        ? around.from[i + 1] - around.from[i]
        : members.from[i - articles + 1] - members.from[i - articles],
    articles: (i) =>
      members.articles.subarray(members.from[i - articles], members.from[i - articles + 1]),
    broader: (i) => broader.get(i) ?? -1,
    narrower: (i) => narrower.get(i) || none,
    homeOfTheme: (i) => themes[i - first.theme].topic,
    named: (i) => themes[i - first.theme].name,
    rightToLeft: (i) => readsFromRight(labels[i] ?? ''),
    x: (i) => x[i],
    y: (i) => y[i],
    r: (i) => r[i],
    xs: x,
    ys: y,
    rs: r,
    prefetch: () => (rest ||= facts()),
    async facts(i) {
      const of = kind(i);
      if (of === 'theme') return {};
      const all = await (rest ||= facts());
      const at = KINDS.indexOf(of);
      const found = factsAt(
        [...core.kinds[at].columns, ...all.kinds[at].columns],
        all.kinds[at],
        i - first[of],
      );
      return of === 'story' ? { ...found, label: [labels[i]] } : found;
    },
  };
}

/** What is known of stories and copies, from the columns; stories begin at a node. */
function toldOf(articles, columns, firstStory) {
  const one = (name) => {
    const nodes = new Int32Array(articles).fill(-1);
    (columns.article[name] || []).forEach((cell, i) => {
      if (cell) [nodes[i]] = cell;
    });
    return nodes;
  };
  const [storyOf, copyOf] = [one('partOfStory'), one('copyOf')];
  const copies = new Map();
  copyOf.forEach((original, i) => {
    if (original >= 0) copies.set(original, [...(copies.get(original) || []), i]);
  });
  const {
    startDate = [],
    startPrecision = [],
    endDate = [],
    outlets = [],
    texts = [],
    firstOutlet = [],
    follows = [],
  } = columns.story;
  const after = new Map();
  follows.forEach((cell, at) => {
    if (cell) after.set(cell[0], [...(after.get(cell[0]) || []), firstStory + at]);
  });
  const event = (i) => {
    const at = i - firstStory;
    return {
      start: startDate[at],
      end: endDate[at],
      precision: startPrecision[at] || '',
      outlets: outlets[at],
      texts: texts[at],
      first: summed(firstOutlet[at] || []),
      follows: follows[at] ? follows[at][0] : -1,
      followedBy: after.get(i) || [],
    };
  };
  return { storyOf, copyOf, copies, event };
}

function homeFirst(nodes, home) {
  const at = nodes.indexOf(home);
  if (at > 0) nodes.unshift(nodes.splice(at, 1)[0]);
  return nodes;
}

const GROUP = 40; // rows, as in `payload.py`

/** Every value of one row; in addresses a tab stands for the row's own address. */
function factsAt(columns, { heads, groups }, row) {
  const found = {};
  const put = (name, value) => {
    if (value !== null) found[name] = [].concat(value);
  };
  for (const { name, range, values } of columns) if (range !== 'NODE') put(name, values[row]);
  heads.forEach(([name, range], at) => {
    if (range !== 'NODE') put(name, groups[Math.floor(row / GROUP)][at][row % GROUP]);
  });
  const own = found.url ? String(found.url[0]).split('://').slice(1).join('://') : '';
  for (const [name, range] of heads) {
    if (range === 'IRI' && found[name])
      found[name] = found[name].map((url) => url.replaceAll('\t', () => own));
  }
  return found;
}

/**
 * Which articles are related, as one list: those of article i from `from[i]`, ascending.
 * Given are, for each article, runs of others: how many runs, then for each how far it starts
 * from the end of the one before, and how long it is; once for links that go both ways, said by
 * the lower number, and once for those that go one way.
 */
function joinLinks(articles, { both, only }) {
  const each = ({ runs, steps, lengths }, fromOwn, see) => {
    let at = 0;
    for (let i = 0; i < articles; i += 1) {
      let place = fromOwn ? i : 0;
      for (let end = at + runs[i]; at < end; at += 1) {
        place += steps[at];
        for (let length = lengths[at]; length > 0; length -= 1, place += 1) see(i, place);
      }
    }
  };
  const from = new Uint32Array(articles + 1);
  const count = (one, two) => {
    from[one + 1] += 1;
    if (one !== two) from[two + 1] += 1;
  };
  each(both, true, count);
  each(only, false, count);
  for (let i = 0; i < articles; i += 1) from[i + 1] += from[i];
  const targets = new Uint32Array(from[articles]);
  const ways = new Uint8Array(from[articles]);
  const filled = from.slice();
  const put = (one, two, way) => {
    let at = filled[one];
    filled[one] += 1;
    for (; at > from[one] && targets[at - 1] > two; at -= 1) {
      targets[at] = targets[at - 1];
      ways[at] = ways[at - 1];
    }
    targets[at] = two;
    ways[at] = way;
  };
  each(both, true, (one, two) => {
    put(one, two, 0);
    if (one !== two) put(two, one, 0);
  });
  each(only, false, (one, two) => {
    put(one, two, 1);
    put(two, one, 2);
  });
  return { from, targets, ways };
}

/** The articles of each outlet, topic, story and theme, the newest first, as one list. */
function gather(count, first, { articles, outlets, topics, storyOf, themeOf, times }) {
  const order = Uint32Array.from({ length: articles }, (_, i) => i);
  const time = (i) => times[i] || '';
  order.sort((a, b) => (time(a) < time(b) ? 1 : time(a) > time(b) ? -1 : a - b));
  const from = new Uint32Array(count - articles + 1);
  const each = (see) => {
    for (const i of order) {
      if (outlets[i] >= 0) see(outlets[i] - articles, i);
      if (storyOf[i] >= 0) see(storyOf[i] - articles, i);
      if (themeOf[i] >= 0) see(themeOf[i] - articles, i);
      for (const topic of topics[i]) see(topic - articles, i);
    }
  };
  each((group) => {
    from[group + 1] += 1;
  });
  for (let at = 1; at < from.length; at += 1) from[at] += from[at - 1];
  const members = new Uint32Array(from[from.length - 1]);
  const filled = from.slice();
  each((group, i) => {
    members[filled[group]] = i;
    filled[group] += 1;
  });
  return { from, articles: members };
}

/** Whether a text runs from right to left: by its first strong character (UAX #9, rule P2). */
export function readsFromRight(text) {
  const [first = ''] = /[\p{L}\u061c\u200e\u200f]/u.exec(text) ?? [];
  return /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u.test(
    first,
  );
}
