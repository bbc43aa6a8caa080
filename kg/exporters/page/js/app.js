// The app: what is open, what is shown, how it is painted, and the hash that says so.

import { createCamera } from './camera.js';
import { createCards } from './cards.js';
import { createSchemes } from './colours.js';
import { createFilterBar, createSearchBox } from './controls.js';
import { byId, make, words } from './dom.js';
import { NO_FILTER, createFilters } from './filters.js';
import { CALLOUT_WIDTH, createPainter } from './paint.js';
import { createPanel } from './panel.js';
import { createSearch } from './search.js';
import { readHash, writeHash } from './state.js';
import { cut } from './text.js';
import { createAppearance } from './appearance.js';

const MOST_AROUND = 6000;
const MOST_LINES = 500;

/** The app over a model. `cardNodes` and `cardEdges` are those of a small graph. */
export function createApp(model, cardNodes, cardEdges) {
  const stage = byId('picture');
  const [, articles] = model.range('article');
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const listeners = {};
  const tell = (name) => (listeners[name] || []).forEach((listen) => listen());
  const states = [];
  const views = new Map();
  const schemes = createSchemes(model);
  const filters = createFilters(model);
  const search = createSearch(model);

  // What the painters see; they change nothing in it.
  const scene = {
    pass: new Uint8Array(articles).fill(1),
    all: true,
    scheme: null,
    schemeName: 'topic',
    colours: [],
    focus: -1,
    near: [],
    nearSet: new Set(),
    nearOutlets: [],
    edges: [],
    hovered: -1,
    trace: [],
    links: false,
    bundles,
  };
  let filter = NO_FILTER;
  let result = filters.apply(filter);
  let hops = 1;
  let view = 'map';
  let place = ''; // where the reader moved the camera, as it stands in the hash
  let keeping = false;
  let filled = false; // whether another module fills the panel

  const appearance = createAppearance(() => {
    tint();
    bar.update(filter, result, appearance.ink);
    camera.redraw();
    tell('appearance');
  });
  const cards = model.cards ? createCards(model, appearance, scene, cardNodes, cardEdges) : null;
  const painter = cards || createPainter(model, appearance, scene);
  const camera = createCamera(
    stage,
    cards ? cards.nodes : [],
    cards ? cardEdges : [],
    painter.paint,
    () => calm.matches,
  );
  const panel = createPanel(byId('panel'), model, {
    open,
    passes: (i) => Boolean(scene.pass[i]),
    expand,
    hops: () => hops,
  });
  const bar = createFilterBar(model, filters.months, (part) => {
    setFilter(part ? { ...filter, ...part } : NO_FILTER);
    keep();
  });
  createSearchBox(model, search, (i) => {
    open(i);
    byId('panel').focus({ preventScroll: true });
  });

  // ---- colours

  function tint() {
    byId('appearance').setAttribute('aria-pressed', String(appearance.isDark()));
    scene.scheme = schemes.get(scene.schemeName);
    scene.colours = scene.scheme.ages ? appearance.ages() : appearance.palette();
    const items = scene.scheme.legend.map(([at, text, node]) => {
      const dot = make('span', { class: 'swatch', 'aria-hidden': 'true' });
      dot.style.background = scene.colours[at];
      return make(
        'li',
        {},
        node >= 0
          ? make('button', { type: 'button', onclick: () => open(node) }, dot, words(cut(text, 24)))
          : make('span', {}, dot, words(text)),
      );
    });
    byId('legend').replaceChildren(...items);
    byId('legend').hidden = !items.length;
  }

  function setScheme(name) {
    scene.schemeName = schemes.names.includes(name) ? name : 'topic';
    byId('colour').value = scene.schemeName;
    tint();
    camera.redraw();
    tell('colour');
  }

  // ---- filters

  function setFilter(next) {
    filter = next;
    result = filters.apply(filter);
    scene.pass = result.pass;
    scene.all = result.all;
    bar.update(filter, result, appearance.ink);
    if (scene.focus >= 0) surround();
    else panel.welcome(result);
    camera.redraw();
    tell('filter');
  }

  // ---- focus

  /** What stands around the node in focus: those passing the filters, the most linked first. */
  function surround() {
    const { focus } = scene;
    if (focus < 0) {
      Object.assign(scene, { near: [], nearSet: new Set(), nearOutlets: [], edges: [] });
      return;
    }
    const article = focus < articles;
    let near = [...(article ? model.neighbours(focus) : model.articles(focus))].filter(
      (i) => scene.pass[i],
    );
    const edges = article ? near.map((i) => [focus, i]) : [];
    const byWeight = (a, b) => model.degree(b) - model.degree(a) || a - b;
    near.sort(byWeight);
    if (article && hops > 1) {
      const seen = new Set([focus, ...near]);
      for (const one of near.slice(0, 200)) {
        for (const other of model.neighbours(one)) {
          if (seen.has(other) || !scene.pass[other] || seen.size > 1500) continue;
          seen.add(other);
          edges.push([one, other]);
        }
      }
      seen.delete(focus);
      near = [...seen];
    }
    if (model.kind(focus) === 'story') {
      const way = [...near].sort((a, b) =>
        model.time(a) < model.time(b) ? -1 : model.time(a) > model.time(b) ? 1 : a - b,
      );
      for (let at = 1; at < way.length; at += 1) edges.push([way[at - 1], way[at]]);
    } else if (model.kind(focus) === 'theme') {
      const inside = new Set(near);
      for (const one of near) {
        let drawn = 0;
        for (const other of model.neighbours(one)) {
          if (drawn < 2 && other > one && inside.has(other)) {
            edges.push([one, other]);
            drawn += 1;
          }
        }
      }
    } else if (model.kind(focus) === 'outlet') {
      for (const one of near.slice(0, 300)) edges.push([focus, one]);
    }
    const outlets = new Map();
    for (const i of article ? [focus] : near)
      if (model.outlet(i) >= 0)
        outlets.set(model.outlet(i), (outlets.get(model.outlet(i)) || 0) + 1);
    scene.near = near.slice(0, MOST_AROUND);
    scene.edges = edges.slice(0, MOST_LINES);
    scene.nearOutlets = [...outlets]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 24)
      .map(([outlet]) => outlet);
    scene.nearSet = new Set([
      ...near,
      ...scene.nearOutlets,
      ...(article ? model.topics(focus) : []),
    ]);
    if (cards)
      for (const { from, to } of cardEdges) {
        if (from === focus) scene.nearSet.add(to);
        if (to === focus) scene.nearSet.add(from);
      }
  }

  function frame(animate = true) {
    const { focus } = scene;
    const wide = stage.clientWidth >= 720;
    if (cards) {
      const shown = focus >= 0 ? [focus, ...scene.nearSet] : cardNodes.map(({ id }) => id);
      const bounds = cards.boundsOf(shown);
      if (bounds[0] < Infinity)
        camera.fit(bounds, {
          within: wide ? [0.03, 0.07, 0.97, 0.91] : [0.02, 0.08, 0.98, 0.92],
          most: focus >= 0 ? 1.1 : 1.35,
          animate,
        });
      return;
    }
    if (focus < 0) {
      camera.fit(wholeMap(), {
        within: wide ? [0.09, 0.04, 0.91, 0.93] : [0.02, 0.06, 0.98, 0.92],
        animate,
      });
      return;
    }
    const middle = wide
      ? [CALLOUT_WIDTH + 0.04, 0.1, 0.96 - CALLOUT_WIDTH, 0.9]
      : [0.06, 0.12, 0.94, 0.88];
    camera.fit(boundsOf(focus), { within: middle, most: 2.6, animate });
  }

  /** The box of a topic or theme, or of anything else with most of what is around it. */
  function boundsOf(focus) {
    const { xs, ys, rs } = model;
    if (model.kind(focus) === 'topic' || model.kind(focus) === 'theme') {
      const [x, y, r] = [xs[focus], ys[focus], Math.max(rs[focus], 30)];
      return [x - r, y - r, x + r, y + r];
    }
    const apart = scene.near
      .map((i) => [Math.hypot(xs[i] - xs[focus], ys[i] - ys[focus]), i])
      .sort((a, b) => a[0] - b[0]);
    // A few far links would make the picture of the near ones small.
    const kept = apart
      .slice(0, focus < articles ? Math.ceil(apart.length * 0.9) : apart.length)
      .map(([, i]) => i);
    const all = [focus, ...kept];
    const bounds = [Infinity, Infinity, -Infinity, -Infinity];
    for (const i of all) {
      bounds[0] = Math.min(bounds[0], xs[i] - 12);
      bounds[1] = Math.min(bounds[1], ys[i] - 12);
      bounds[2] = Math.max(bounds[2], xs[i] + 12);
      bounds[3] = Math.max(bounds[3], ys[i] + 12);
    }
    return bounds;
  }

  function wholeMap() {
    const { xs, ys, rs, stray } = model;
    let reach = stray ? Math.hypot(stray[0], stray[1]) + stray[2] : 60;
    for (let i = articles; i < model.range('topic')[1]; i += 1) {
      reach = Math.max(reach, Math.abs(xs[i]) + rs[i] * 0.7, Math.abs(ys[i]) + rs[i] * 0.7);
    }
    return [-reach, -reach, reach, reach];
  }

  function setFocus(node, animate, moved) {
    filled = false;
    scene.focus = node;
    scene.hovered = -1;
    surround();
    if (!moved) frame(animate);
    if (node >= 0) panel.describe(node);
    else panel.welcome(result);
    trail();
    camera.redraw();
    tell('focus');
  }

  function open(node) {
    if (node === scene.focus && node < 0 && !filled) {
      frame();
      place = '';
      keep();
      return;
    }
    hops = 1;
    place = '';
    scene.trace = [];
    setFocus(node, true, false);
    keep(true);
    const top = byId('panel').getBoundingClientRect().top;
    if (top < 0) byId('panel').scrollIntoView(); // on a phone, far down a list
  }

  function expand() {
    hops = hops > 1 ? 1 : 2;
    setFocus(scene.focus, true, false);
    keep(true);
  }

  /** The way down to what is open: overview, topic, theme, article. */
  function trail() {
    const { focus } = scene;
    const way = [];
    if (focus >= 0) {
      const kind = model.kind(focus);
      const theme = kind === 'article' ? model.theme(focus) : -1;
      const topic =
        kind === 'article'
          ? model.home(focus)
          : kind === 'theme'
            ? model.homeOfTheme(focus)
            : kind === 'topic'
              ? model.broader(focus)
              : -1;
      for (const node of [topic, theme]) if (node >= 0 && node !== focus) way.push(node);
    }
    byId('trail').replaceChildren(
      make(
        'li',
        {},
        make(
          'button',
          { type: 'button', onclick: () => open(-1), 'aria-current': focus < 0 ? 'page' : false },
          'Overview',
        ),
      ),
      ...way.map((node) =>
        make(
          'li',
          {},
          make(
            'button',
            { type: 'button', onclick: () => open(node) },
            words(cut(model.label(node), 34)),
          ),
        ),
      ),
      ...(focus >= 0
        ? [
            make(
              'li',
              {},
              make('span', { 'aria-current': 'page' }, words(cut(model.label(focus), 44))),
            ),
          ]
        : []),
    );
    byId('back').hidden = focus < 0;
  }

  // ---- links between topics and outlets, added up

  let bundled = null;
  function bundles() {
    if (bundled) return bundled;
    const weights = new Map();
    const add = (one, two) => {
      const key = Math.min(one, two) * model.count + Math.max(one, two);
      weights.set(key, (weights.get(key) || 0) + 1);
    };
    for (let i = 0; i < articles; i += 1) {
      const topics = model.topics(i);
      for (let a = 0; a < Math.min(topics.length, 8); a += 1)
        for (let b = 0; b < a; b += 1) add(topics[a], topics[b]);
      if (model.outlet(i) >= 0 && model.home(i) >= 0) add(model.outlet(i), model.home(i));
    }
    const ofKind = (outlets) => {
      const top = [...weights]
        .filter(([key]) => Math.floor(key / model.count) < model.range('topic')[0] === outlets)
        .sort((a, b) => b[1] - a[1] || a[0] - b[0])
        .slice(0, 60);
      return top.map(([key, weight]) => [
        Math.floor(key / model.count),
        key % model.count,
        Math.sqrt(weight / top[0][1]),
      ]);
    };
    bundled = [...ofKind(true), ...ofKind(false)];
    return bundled;
  }

  // ---- views and tools that other modules add

  function setView(id) {
    const next = views.has(id) ? id : 'map';
    if (next === view) return;
    if (view !== 'map') views.get(view).hide();
    view = next;
    const host = byId('view');
    host.replaceChildren();
    host.hidden = view === 'map';
    byId('map').hidden = view !== 'map';
    for (const button of byId('views').children)
      button.setAttribute('aria-pressed', String(button.dataset.view === view));
    if (view === 'map') camera.redraw();
    else views.get(view).show(host);
    keep(true);
    tell('view');
  }

  function addView(given) {
    views.set(given.id, given);
    byId('views').append(
      make(
        'button',
        {
          type: 'button',
          'data-view': given.id,
          'aria-pressed': 'false',
          onclick: () => setView(given.id),
        },
        given.label,
      ),
    );
    byId('views').hidden = false;
  }

  function addTool({ id, label, title, run }) {
    const button = make(
      'button',
      { type: 'button', id, title: title || label, onclick: run },
      label,
    );
    byId('tools').append(button);
    return button;
  }

  // ---- the hash

  function stateNow() {
    const ids = (nodes) =>
      nodes.map((i) => encodeURIComponent(model.id(i).split(':').slice(1).join(':'))).join(',');
    return {
      node: scene.focus >= 0 ? model.id(scene.focus) : '',
      hops: hops > 1 ? String(hops) : '',
      topics: ids(filter.topics),
      outlets: ids(filter.outlets),
      from: filter.from,
      to: filter.to,
      curated: filter.curated ? '1' : '',
      colour: scene.schemeName === 'topic' ? '' : scene.schemeName,
      links: scene.links ? '1' : '',
      view: view === 'map' ? '' : view,
      at: place,
      ...Object.fromEntries(states.map(({ key, read }) => [key, read()])),
    };
  }

  function keep(step = false) {
    if (keeping) return;
    const hash = writeHash(stateNow());
    if (hash === location.hash.slice(1)) return;
    const address = `${location.pathname}${location.search}#${hash}`;
    if (step) history.pushState({ within: true }, '', address);
    else history.replaceState(history.state, '', address);
  }

  function follow(animate) {
    const state = readHash(location.hash);
    keeping = true;
    const nodes = (kind) =>
      (state[`${kind}s`] || '')
        .split(',')
        .filter(Boolean)
        .map((id) => {
          try {
            return model.find(`${kind}:${decodeURIComponent(id)}`);
          } catch {
            return -1;
          }
        })
        .filter((i) => i >= 0);
    const month = (text) => (/^\d{4}-\d\d$/.test(text || '') ? text : '');
    place = /^-?\d+,-?\d+,[\d.]+$/.test(state.at || '') ? state.at : '';
    hops = state.hops === '2' ? 2 : 1;
    scene.links = state.links === '1';
    byId('bundles').checked = scene.links;
    setScheme(state.colour || 'topic');
    scene.focus = -1;
    setFilter({
      topics: nodes('topic'),
      outlets: nodes('outlet'),
      from: month(state.from),
      to: month(state.to),
      curated: state.curated === '1',
    });
    const focus = model.find(state.node || '');
    if (place) {
      const [x, y, scale] = place.split(',').map(Number);
      camera.moveTo({ x, y, scale: Math.min(20, Math.max(0.004, scale)) }, animate);
    }
    setFocus(focus, animate, Boolean(place));
    setView(state.view || 'map');
    for (const { key, write } of states) write(state[key] || '');
    keeping = false;
  }

  // ---- hands on the picture

  let waiting = 0;
  camera.onMoved(() => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const { x, y, scale } = camera.place();
      place = `${Math.round(x)},${Math.round(y)},${Number(scale.toPrecision(4))}`;
      keep();
    }, 200);
  });
  camera.onClick((x, y) => {
    const hit = painter.at(camera.view(), x, y);
    if (hit !== scene.focus) open(hit);
  });
  let pointed = false;
  stage.addEventListener('pointermove', (event) => {
    if (pointed || event.buttons || event.pointerType === 'touch') return;
    pointed = true;
    requestAnimationFrame(() => {
      pointed = false;
      const box = stage.getBoundingClientRect();
      hover(painter.at(camera.view(), event.clientX - box.left, event.clientY - box.top));
    });
  });
  stage.addEventListener('pointerleave', () => hover(-1));
  function hover(i) {
    stage.style.cursor = i >= 0 ? 'pointer' : '';
    if (i === scene.hovered) return;
    scene.hovered = i;
    camera.redraw();
  }
  stage.addEventListener('keydown', (event) => {
    const [right, down] = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    }[event.key] || [0, 0];
    if (right || down) {
      event.preventDefault();
      camera.pan(right, down);
    }
    if (event.key === '+' || event.key === '=') camera.zoom(1.3);
    if (event.key === '-') camera.zoom(1 / 1.3);
    if (event.key === '0') frame();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (view !== 'map') setView('map');
    else open(-1);
  });
  byId('closer').addEventListener('click', () => camera.zoom(1.5));
  byId('wider').addEventListener('click', () => camera.zoom(1 / 1.5));
  byId('whole').addEventListener('click', () => {
    place = '';
    frame();
    keep();
  });
  // Who came by a shared address has nothing of this page to go back to.
  byId('back').addEventListener('click', () => {
    if (history.state?.within) history.back();
    else open(-1);
  });
  byId('appearance').addEventListener('click', () => appearance.toggle());
  byId('colour').addEventListener('change', (event) => {
    setScheme(event.target.value);
    keep();
  });
  byId('bundles').addEventListener('change', (event) => {
    scene.links = event.target.checked;
    camera.redraw();
    keep();
  });
  byId('views').firstElementChild.addEventListener('click', () => setView('map'));
  addEventListener('resize', () => {
    if (!place) frame(false);
    bar.draw(appearance.ink);
  });
  addEventListener('popstate', () => follow(true));

  function shown() {
    if (scene.focus < 0)
      return Uint32Array.from({ length: articles }, (_, i) => i).filter((i) => scene.pass[i]);
    const around = scene.near.filter((i) => i < articles);
    if (scene.focus < articles) around.push(scene.focus);
    return Uint32Array.from(around).sort();
  }

  tint();
  return {
    model,
    search,
    camera,
    shown,
    passes: (i) => Boolean(scene.pass[i]),
    get focus() {
      return scene.focus;
    },
    get view() {
      return view;
    },
    open,
    colour: (i) =>
      model.kind(i) === 'outlet' && scene.schemeName !== 'outlet'
        ? appearance.ink('outlet')
        : scene.colours[scene.scheme.tint[i]],
    ink: appearance.ink,
    on: (name, listen) => {
      (listeners[name] ||= []).push(listen);
    },
    say: (text) => {
      byId('said').textContent = text;
    },
    addTool,
    addView,
    setView,
    addState: (state) => {
      states.push(state);
    },
    keep,
    trace: (nodes) => {
      scene.trace = nodes;
      if (nodes.length) {
        scene.focus = -1;
        surround();
        trail();
        const bounds = cards
          ? cards.boundsOf(nodes)
          : nodes.reduce(
              ([l, t, r, b], i) => [
                Math.min(l, model.x(i) - 30),
                Math.min(t, model.y(i) - 30),
                Math.max(r, model.x(i) + 30),
                Math.max(b, model.y(i) + 30),
              ],
              [Infinity, Infinity, -Infinity, -Infinity],
            );
        camera.fit(bounds, { within: [0.15, 0.15, 0.85, 0.85], most: 2 });
      }
      camera.redraw();
    },
    fill(title, ...elements) {
      filled = true;
      panel.show(title, ...elements);
    },
    list: (nodes) => panel.list([...nodes]),
    paint(pen, width, height) {
      const now = camera.view();
      const share = Math.min(width / now.width, height / now.height);
      const [x, y] = [(now.width / 2 - now.tx) / now.scale, (now.height / 2 - now.ty) / now.scale];
      const scale = now.scale * share;
      (painter.paintAll || painter.paint)(pen, {
        scale,
        tx: width / 2 - x * scale,
        ty: height / 2 - y * scale,
        width,
        height,
      });
    },
    follow,
  };
}
