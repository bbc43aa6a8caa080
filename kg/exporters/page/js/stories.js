// Stories: how they are ordered and told in words, and the articles of one in order of time.

import { make } from './dom.js';
import { daysInWords, plural, spokenDate } from './text.js';

export const STORY_ORDERS = { size: 'By size', date: 'By date' };

/** All stories: those of most outlets first, of equals those of most texts; or the newest first. */
export function storiesBy(model, order) {
  const [first, end] = model.range('story');
  const stories = Array.from({ length: end - first }, (_, at) => ({
    i: first + at,
    ...model.event(first + at),
  }));
  const byDate = (a, b) => (a.start < b.start ? 1 : a.start > b.start ? -1 : a.i - b.i);
  const bySize = (a, b) => b.outlets - a.outlets || b.texts - a.texts || byDate(a, b);
  return stories.sort(order === 'date' ? byDate : bySize).map(({ i }) => i);
}

/** By how many outlets a story is told, and whether all have one text. */
export function toldBy({ outlets, texts }) {
  return `${texts === 1 ? 'one text, ' : ''}${plural(outlets, 'outlet')}`;
}

/** The days of a story, and by how many outlets it is told. */
export function storyNote(model, i) {
  const { start, end, ...counts } = model.event(i);
  return `${daysInWords(start, end)} · ${toldBy(counts)}`;
}

/** Who was first, where only the day is known: 'first on 8 Aug 2023 (3 outlets)'; else ''. */
export function firstDay({ start, precision, first }) {
  return precision
    ? `first on ${spokenDate(start.slice(0, start.indexOf('T')))} (${plural(first.length, 'outlet')})`
    : '';
}

/** Articles of a story in order of time, each { i, copies }: copies stand under their original. */
export function inOrder(model, articles) {
  const time = (i) => model.time(i);
  const sorted = [...articles].sort((a, b) =>
    time(a) < time(b) ? -1 : time(a) > time(b) ? 1 : a - b,
  );
  const inside = new Set(sorted);
  const isCopy = (i) => inside.has(model.copyOf(i));
  const copies = new Map(sorted.filter((i) => !isCopy(i)).map((i) => [i, []]));
  for (const i of sorted) if (isCopy(i)) copies.get(model.copyOf(i))?.push(i);
  return [...copies].map(([i, own]) => ({ i, copies: own }));
}

/** Why there are no stories, in words. */
export function whyNone(model) {
  return model.dated
    ? 'None: no two articles here tell one event.'
    : 'None: stories go by the date of publication, which no article here states.';
}

/** What fills the panel about stories; `parts` are { row, section, list } of the panel. */
export function createStoryParts(model, { row, section, list }) {
  let order = 'size';

  function note(i) {
    const outlet = model.outlet(i);
    return [outlet >= 0 ? model.label(outlet) : '', model.timeInWords(i)]
      .filter(Boolean)
      .join(' · ');
  }

  /** The articles of a story: the first is marked, copies are folded. */
  function articles(i) {
    const event = model.event(i);
    const isFirst = (article) =>
      !event.precision && model.exact(article) && model.time(article) === event.start;
    const items = inOrder(model, model.articles(i)).map(({ i: article, copies }) => {
      const badges = [
        ...(isFirst(article) ? ['first'] : []),
        ...(copies.length ? ['earliest here'] : []),
      ];
      const item = row(article, note(article), badges);
      if (copies.length) {
        item.append(
          make(
            'details',
            { class: 'copies', open: event.texts === 1 },
            make('summary', {}, copies.length > 1 ? `${copies.length} copies` : '1 copy'),
            make(
              'ul',
              { class: 'list' },
              ...copies.map((copy) => row(copy, note(copy), isFirst(copy) ? ['first'] : [])),
            ),
          ),
        );
      }
      return item;
    });
    return section('In order of time', make('ol', { class: 'list' }, ...items));
  }

  const linked = (title, nodes) =>
    nodes.length
      ? [
          section(
            title,
            list(
              nodes,
              nodes.map((i) => storyNote(model, i)),
            ),
          ),
        ]
      : [];

  return {
    /** The days of a story, its outlets, and who was first. */
    lead(i) {
      const event = model.event(i);
      return [
        make(
          'p',
          { class: 'summary' },
          storyNote(model, i),
          ...(event.precision ? [make('br'), firstDay(event)] : []),
        ),
      ];
    },
    /** Its articles, and what was before and after. */
    describe(i) {
      const event = model.event(i);
      return [
        articles(i),
        ...linked('Earlier', event.follows >= 0 ? [event.follows] : []),
        ...linked('Later', event.followedBy),
      ];
    },
    /** The story of an article, its original and its copies. */
    ofArticle(i) {
      const original = model.copyOf(i);
      const copies = inOrder(model, model.copies(i)).map(({ i: copy }) => copy);
      return [
        ...linked('Story', model.story(i) >= 0 ? [model.story(i)] : []),
        ...(original >= 0 ? [section('Copy of', list([original], [note(original)]))] : []),
        ...(copies.length
          ? [
              section(
                copies.length > 1 ? `Copied by (${copies.length})` : 'Copied by',
                list(copies, copies.map(note)),
              ),
            ]
          : []),
      ];
    },
    /** Stories of which some articles are among these, the largest first. */
    among(nodes) {
      const own = new Set(nodes.map(model.story));
      const stories = storiesBy(model, 'size').filter((i) => own.has(i));
      const title = stories.length > 1 ? `Stories (${stories.length})` : 'Stories';
      return stories.length
        ? [
            section(
              title,
              list(
                stories,
                stories.map((i) => storyNote(model, i)),
                6,
              ),
            ),
          ]
        : [];
    },
    /** All stories of which an article passes the filters, in an order to choose. */
    all(passes) {
      const [first, end] = model.range('story');
      if (first === end)
        return model.range('article')[1]
          ? [section('Stories', make('p', { class: 'quiet' }, whyNone(model)))]
          : [];
      const body = make('div', {});
      const passing = (i) => model.articles(i).some(passes);
      const show = (name) => {
        order = name;
        const stories = storiesBy(model, order).filter(passing);
        body.replaceChildren(
          stories.length
            ? list(
                stories,
                stories.map((i) => storyNote(model, i)),
                8,
              )
            : make('p', { class: 'quiet' }, 'No story passes the filters.'),
        );
        for (const button of switches.children)
          button.setAttribute('aria-pressed', String(button.dataset.by === name));
        return stories.length;
      };
      const switches = make(
        'div',
        { class: 'switch', role: 'group', 'aria-label': 'Order of the stories' },
        ...Object.entries(STORY_ORDERS).map(([name, label]) =>
          make('button', { type: 'button', 'data-by': name, onclick: () => show(name) }, label),
        ),
      );
      const count = show(order);
      return [section(`Stories (${count})`, switches, body)];
    },
  };
}
