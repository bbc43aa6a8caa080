// The shortest way between two things: over related articles, and through outlets and topics if
// one asks. Chosen by opening first the one, then the other; shown on the map and as a list.
import { extend } from './extend.js';
import { make } from './dom.js';
import { plural } from './text.js';

/**
 * The nodes on a shortest path, both ends with it; [] if there is none. `around(i)` gives what is
 * next to a node. Searched from both ends, a whole step at a time, so that no shorter is missed.
 */
export function shortestPath(count, from, to, around) {
  if (from === to) return [from];
  const sides = [from, to].map((end) => {
    const before = new Int32Array(count).fill(-1);
    const depth = new Int32Array(count).fill(-1);
    depth[end] = 0;
    return { before, depth, edge: [end] };
  });
  for (;;) {
    const [one, other] =
      sides[0].edge.length <= sides[1].edge.length ? sides : [sides[1], sides[0]];
    if (!one.edge.length) return [];
    let met = -1;
    const next = [];
    for (const node of one.edge) {
      for (const neighbour of around(node)) {
        if (one.depth[neighbour] >= 0) continue;
        one.depth[neighbour] = one.depth[node] + 1;
        one.before[neighbour] = node;
        next.push(neighbour);
        if (other.depth[neighbour] >= 0 && (met < 0 || other.depth[neighbour] < other.depth[met]))
          met = neighbour;
      }
    }
    one.edge = next;
    if (met < 0) continue;
    const way = [met];
    for (let node = sides[0].before[met]; node >= 0; node = sides[0].before[node])
      way.unshift(node);
    for (let node = sides[1].before[met]; node >= 0; node = sides[1].before[node]) way.push(node);
    return way;
  }
}

/** What is next to a node: outlets, topics, stories and themes only where the path ends, or if asked. */
export function steppingStones(model, ends, everything) {
  const within = (i) => (ends.includes(i) ? model.articles(i) : []);
  return (i) => {
    if (model.kind(i) !== 'article') {
      if (model.kind(i) === 'theme') return within(i);
      return everything
        ? [...model.articles(i), ...model.narrower(i), model.broader(i)].filter((j) => j >= 0)
        : within(i);
    }
    const groups = [model.outlet(i), ...model.topics(i), model.story(i), model.theme(i)];
    const open = groups.filter(
      (j) => j >= 0 && (ends.includes(j) || (everything && model.kind(j) !== 'theme')),
    );
    return [...model.neighbours(i), ...open];
  };
}

extend((app) => {
  const { model } = app;
  let ends = []; // none, one or two of them
  let choosing = false;
  let everything = false;

  function show() {
    const [from, to] = ends;
    if (to === undefined) {
      const what =
        from === undefined
          ? 'Open what it begins at: search for it with /, or choose it in the picture.'
          : 'Now open where it should lead: search for it with /, or choose it in the picture.';
      app.trace([]);
      app.fill(
        'Path',
        ...(from === undefined ? [] : [app.list([from])]),
        make('p', { class: 'summary' }, what),
        make('button', { type: 'button', onclick: stop }, 'Cancel'),
      );
      app.say(what);
      return;
    }
    const way = shortestPath(model.count, from, to, steppingStones(model, ends, everything));
    app.trace(way);
    const found = way.length
      ? `${plural(way.length - 1, 'step')} from “${model.label(from)}” to “${model.label(to)}”.`
      : `Nothing leads from “${model.label(from)}” to “${model.label(to)}”${everything ? '' : ' over related articles'}.`;
    const wider = make('input', {
      type: 'checkbox',
      onchange: (event) => {
        everything = event.target.checked;
        app.keep();
        show();
      },
    });
    wider.checked = everything;
    app.fill(
      'Path',
      make('p', { class: 'summary', dir: 'auto' }, found),
      app.list(way.length ? way : ends),
      make(
        'p',
        { class: 'summary' },
        make('label', {}, wider, ' Also through stories, outlets and topics'),
      ),
      make(
        'p',
        { class: 'actions' },
        make(
          'button',
          {
            type: 'button',
            onclick: () => {
              ends = [];
              choosing = true;
              app.keep();
              show();
            },
          },
          'Another path',
        ),
        make('button', { type: 'button', onclick: stop }, 'Close'),
      ),
    );
    app.say(found);
  }

  function stop() {
    ends = [];
    choosing = false;
    app.trace([]);
    app.keep();
    app.open(-1);
  }

  app.addTool({
    id: 'path',
    label: 'Path',
    title: 'The shortest path between two things',
    run() {
      app.setView('map');
      ends = app.focus >= 0 ? [app.focus] : [];
      choosing = true;
      show();
    },
  });
  app.on('focus', () => {
    if (!choosing || app.focus < 0) {
      // something else was opened, or all was put away
      if (ends.length) app.trace([]);
      ends = [];
      choosing = false;
    } else if (app.focus !== ends[0]) {
      ends.push(app.focus);
      choosing = ends.length < 2;
      show();
    }
  });
  app.addState({
    key: 'path',
    read: () =>
      ends.length === 2
        ? [...ends.map((i) => model.id(i)), ...(everything ? ['all'] : [])].join(' ')
        : '',
    write(text) {
      const [from, to, all] = text.split(' ');
      const found = [from, to].map((id) => model.find(id || ''));
      everything = all === 'all';
      choosing = false;
      if (found.every((i) => i >= 0)) {
        ends = found;
        show();
      } else if (ends.length) {
        ends = [];
        app.trace([]);
      }
    },
  });
});
