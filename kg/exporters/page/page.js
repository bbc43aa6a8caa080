'use strict';
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const facts = read('facts');
  const drawn = read('nodes');
  const edges = read('edges');
  const WORDS = {
    datePublished: 'Date', url: 'Address', sameAs: 'Also at', ampUrl: 'AMP', ampCacheUrl: 'AMP cache',
    image: 'Picture', logo: 'Logo', quality: 'Quality', heat: 'Heat', curated: 'Has its own post',
    published: 'Shown on the site', removed: 'Removed', wasDerivedFrom: 'Post', type: 'Type',
    alternateName: 'Also called', altLabel: 'Also called', hiddenLabel: 'Keywords', domain: 'Domain',
    broader: 'Part of', description: 'Description', abstract: 'Abstract',
  };
  const FIRST = 100; // of a long list, what is shown before someone asks for more

  // ---- the graph: one object a node, its edges as numbers of other nodes, and who points here

  const nodes = [];
  for (const { kind, ids, columns } of facts.kinds) {
    ids.forEach((id, row) => {
      const node = { number: nodes.length, kind, id: `${kind}:${id}`, known: {}, to: {}, from: {} };
      for (const { name, range, values } of columns) {
        if (values[row] === null) continue;
        if (range === 'NODE') {
          let place = 0;
          node.to[name] = values[row].map((step) => (place += step));
        } else {
          node.known[name] = { range, values: [].concat(values[row]) };
        }
      }
      node.label = node.known.label ? node.known.label.values[0] : node.id;
      nodes.push(node);
    });
  }
  for (const node of nodes) {
    for (const [relation, others] of Object.entries(node.to)) {
      for (const other of others) (nodes[other].from[relation] ||= []).push(node.number);
    }
  }
  const numbered = new Map(nodes.map((node) => [node.id, node.number]));
  const out = (node, relation) => node.to[relation] || [];
  const into = (node, relation) => node.from[relation] || [];
  const degree = (node) => out(node, 'relatedTo').length + into(node, 'relatedTo').length
    + into(node, 'about').length + into(node, 'publishedBy').length;
  const around = (node) => new Set([...Object.values(node.to), ...Object.values(node.from)].flat());
  const date = (node) => (node.known.datePublished ? node.known.datePublished.values[0].slice(0, 10) : '');

  // ---- the picture

  const picture = document.getElementById('picture');
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const byWeight = nodes.filter((node) => node.kind !== 'topic').sort((a, b) => degree(b) - degree(a) || a.number - b.number);
  const ranked = [
    ...nodes.filter((node) => node.kind === 'topic'),
    ...byWeight.filter((node) => node.kind === 'outlet'),
    ...byWeight.filter((node) => node.kind === 'article'),
  ];
  let network;
  let colour;
  let selected = null;
  let hovered = null;

  function start() {
    const style = getComputedStyle(document.documentElement);
    colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const font = { face: colour('font'), color: colour('ink'), size: 14 };
    const view = network && { position: network.getViewPosition(), scale: network.getScale() };
    if (network) network.destroy();
    const plain = (name) => ({ background: colour(name), border: colour(name), highlight: { background: colour(name), border: colour('ink') }, hover: { background: colour(name), border: colour('ink') } });
    const card = { background: colour('article-fill'), border: colour('article'), highlight: { background: colour('article-fill'), border: colour('ink') }, hover: { background: colour('article-fill'), border: colour('ink') } };
    const relation = { publishedBy: colour('outlet'), about: colour('topic'), broader: colour('topic'), relatedTo: colour('article') };
    const lines = edges.map((edge) => (facts.cards
      ? { ...edge, color: { color: relation[edge.relation], opacity: 0.55 }, arrows: edge.relation === 'relatedTo' || edge.relation === 'broader' ? { to: { enabled: true, scaleFactor: 0.5 } } : undefined }
      : edge));
    network = new vis.Network(picture, { nodes: new vis.DataSet(drawn), edges: new vis.DataSet(lines) }, {
      physics: false,
      layout: { improvedLayout: false, randomSeed: 1 },
      interaction: { hideEdgesOnDrag: !facts.cards, hover: true, tooltipDelay: 1e9, dragNodes: facts.cards, keyboard: { enabled: true, bindToWindow: false }, selectConnectedEdges: false, hoverConnectedEdges: false },
      nodes: { borderWidth: facts.cards ? 1.5 : 0, borderWidthSelected: 2, font, labelHighlightBold: false },
      edges: { smooth: false, width: facts.cards ? 1.5 : 1, selectionWidth: 0, hoverWidth: 0, color: { color: colour('link'), opacity: 0.5 }, chosen: false },
      groups: {
        article: facts.cards
          ? { shape: 'box', color: card, margin: 10, shapeProperties: { borderRadius: 8 }, widthConstraint: { minimum: 208, maximum: 208 } }
          : { shape: 'dot', color: plain('article') },
        outlet: { shape: 'square', color: plain('outlet'), ...(facts.cards && { size: 11 }) },
        topic: { shape: 'diamond', color: plain('topic'), ...(facts.cards && { size: 15 }) },
      },
    });
    if (view) network.moveTo(view); else fit(false);
    network.on('beforeDrawing', paintDiscs);
    network.on('afterDrawing', paintFocus);
    network.on('click', ({ nodes: [hit], pointer }) => go(hit ?? nearest(pointer.DOM)));
    network.on('hoverNode', ({ node }) => { hovered = node; picture.style.cursor = 'pointer'; network.redraw(); });
    network.on('blurNode', () => { hovered = null; picture.style.cursor = ''; network.redraw(); });
    network.once('afterDrawing', () => { document.documentElement.dataset.ready ||= String(performance.now()); });
  }

  function fit(animate = true) {
    network.fit({ maxZoomLevel: 1.25, minZoomLevel: 0.01, animation: motion(animate) });
  }
  const motion = (wanted) => wanted && !calm.matches && { duration: 350, easingFunction: 'easeInOutQuad' };

  function nearest(point) {
    // On the whole map a dot is three pixels wide: a click close by is meant for it.
    const { x, y } = network.DOMtoCanvas(point);
    let best = null;
    let reach = (12 / network.getScale()) ** 2;
    for (const node of drawn) {
      const apart = (node.x - x) ** 2 + (node.y - y) ** 2;
      if (!facts.cards && apart < reach) { best = node.id; reach = apart; }
    }
    return best;
  }

  function paintDiscs(pen) {
    for (const [x, y, radius] of facts.discs) {
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.fillStyle = colour('wash');
      pen.fill();
    }
  }

  // Everything else fades behind a veil and what belongs to the selected node is drawn again
  // in front of it, because telling vis-network about thousands of changed nodes takes long.
  function paintFocus(pen) {
    const focus = selected === null ? null : [selected, ...around(nodes[selected])];
    if (focus) {
      const from = network.DOMtoCanvas({ x: 0, y: 0 });
      const to = network.DOMtoCanvas({ x: picture.clientWidth, y: picture.clientHeight });
      pen.globalAlpha = 0.84;
      pen.fillStyle = colour('ground');
      pen.fillRect(from.x, from.y, to.x - from.x, to.y - from.y);
      pen.globalAlpha = 1;
      if (facts.cards) {
        for (const id of network.getConnectedEdges(selected)) {
          network.body.edges[id].draw(pen);
          network.body.edges[id].drawArrows(pen);
        }
      } else {
        paintLinks(pen);
      }
      for (const number of focus.slice().reverse()) {
        const { drawExternalLabel } = network.body.nodes[number].draw(pen) || {};
        if (drawExternalLabel) drawExternalLabel();
      }
    }
    if (!facts.cards) paintLabels(pen, focus);
  }

  function paintLinks(pen) {
    const here = drawn[selected];
    for (const kind of ['article', 'outlet', 'topic']) {
      pen.beginPath();
      for (const other of around(nodes[selected])) {
        if (nodes[other].kind !== kind) continue;
        pen.moveTo(here.x, here.y);
        pen.lineTo(drawn[other].x, drawn[other].y);
      }
      pen.globalAlpha = 0.5;
      pen.strokeStyle = colour(nodes[selected].kind === 'article' ? kind : nodes[selected].kind);
      pen.lineWidth = 1.2 / network.getScale();
      pen.stroke();
      pen.globalAlpha = 1;
    }
  }

  // Labels keep their size on the screen and give way to each other: topics first, then the
  // larger outlets, then, once there is room, headlines.
  function paintLabels(pen, focus) {
    const scale = network.getScale();
    const from = network.DOMtoCanvas({ x: 0, y: 0 });
    const to = network.DOMtoCanvas({ x: picture.clientWidth, y: picture.clientHeight });
    const taken = [];
    const wanted = focus ? [selected, ...ranked.map((node) => node.number).filter((n) => n !== selected && focusSet(focus).has(n))] : ranked.map((node) => node.number);
    pen.textAlign = 'center';
    pen.textBaseline = 'top';
    pen.lineJoin = 'round';
    for (const number of hovered === null ? wanted : [hovered, ...wanted]) {
      const { kind, label } = nodes[number];
      const { x, y, size } = drawn[number];
      const special = number === hovered || number === selected;
      if (kind === 'article' && !special && (scale < 0.9 && !focus)) break;
      if (x < from.x || x > to.x || y < from.y || y > to.y) continue;
      const text = label.length > 46 && !special ? `${label.slice(0, 44).trimEnd()}…` : label;
      const px = kind === 'topic' ? 14 : 12;
      pen.font = `${kind === 'topic' || special ? 600 : 400} ${px / scale}px ${colour('font')}`;
      const half = pen.measureText(text).width / 2 + 4 / scale;
      const top = kind === 'topic' ? y - size - (px + 4) / scale : y + size + 3 / scale;
      const box = [x - half, top - 1 / scale, x + half, top + (px + 3) / scale];
      if (taken.some((b) => b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3])) continue;
      taken.push(box);
      pen.strokeStyle = colour('ground');
      pen.lineWidth = 3.5 / scale;
      pen.strokeText(text, x, top);
      pen.fillStyle = colour(special || kind === 'article' ? 'ink' : kind);
      pen.fillText(text, x, top);
      if (taken.length > 90) break;
    }
  }
  const focusSet = (focus) => new Set(focus);

  // ---- the panel: every text is set as text, never as markup

  const panel = document.getElementById('panel');
  function make(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'onclick') element.addEventListener('click', value); else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }
  const text = (value) => make('bdi', {}, String(value));
  const mark = (kind) => make('span', { class: `mark ${kind}`, 'aria-hidden': 'true' });

  function webAddress(value) {
    try {
      return ['http:', 'https:'].includes(new URL(value).protocol);
    } catch {
      return false;
    }
  }
  const link = (url, label, look = '') => make('a', { href: url, rel: 'noopener noreferrer', target: '_blank', class: look }, label);

  function shown({ range, values }) {
    return values.map((value) => make('div', {}, range === 'IRI' && webAddress(value) ? link(value, text(value))
      : text(range === 'BOOLEAN' ? (value ? 'yes' : 'no') : value)));
  }

  function list(heading, numbers) {
    if (!numbers.length) return [];
    const entry = (number) => {
      const node = nodes[number];
      const publisher = out(node, 'publishedBy')[0];
      const below = node.kind === 'article'
        ? [publisher === undefined ? '' : nodes[publisher].label, date(node)].filter(Boolean).join(' · ')
        : plural(into(node, node.kind === 'topic' ? 'about' : 'publishedBy').length, 'article');
      return make('li', {}, make('button', { type: 'button', onclick: () => go(number) }, mark(node.kind),
        make('span', {}, text(node.label), make('small', {}, text(below)))));
    };
    const items = make('ul', { class: 'list' }, ...numbers.slice(0, FIRST).map(entry));
    if (numbers.length > FIRST) {
      const rest = make('li', {}, make('button', { type: 'button', onclick: () => rest.replaceWith(...numbers.slice(FIRST).map(entry)) },
        `and ${(numbers.length - FIRST).toLocaleString('en')} more`));
      items.append(rest);
    }
    return [make('h3', {}, `${heading} (${numbers.length.toLocaleString('en')})`), items];
  }
  const plural = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

  function describe(node) {
    const { known } = node;
    const chips = [...out(node, 'publishedBy'), ...out(node, 'about'), ...out(node, 'broader')].map((number) =>
      make('button', { type: 'button', class: nodes[number].kind, onclick: () => go(number) }, text(nodes[number].label)));
    const summary = known.abstract || known.description;
    const rest = Object.entries(known).filter(([name]) => !['label', 'abstract', 'description', 'datePublished'].includes(name));
    const linked = new Set(out(node, 'relatedTo'));
    return [
      make('p', { class: `kind ${node.kind}` }, mark(node.kind), node.kind[0].toUpperCase() + node.kind.slice(1)),
      make('h2', { dir: 'auto' }, text(node.label)),
      ...(chips.length || date(node) ? [make('div', { class: 'chips' }, ...chips, make('small', {}, date(node)))] : []),
      ...(summary ? [make('p', { dir: 'auto' }, text(summary.values[0]))] : []),
      ...(known.url && webAddress(known.url.values[0]) ? [link(known.url.values[0], `Open ${node.kind} ↗`, 'open')] : []),
      make('dl', {}, ...rest.flatMap(([name, value]) => [make('dt', {}, WORDS[name] || name), make('dd', {}, ...shown(value))]),
        make('dt', {}, 'IRI'), make('dd', {}, text(facts.base + node.id.replace(':', '/')))),
      ...list('Related articles', [...linked]),
      ...list('Linked from', into(node, 'relatedTo').filter((number) => !linked.has(number))),
      ...list('Articles', [...into(node, 'publishedBy'), ...into(node, 'about')].sort((a, b) => (date(nodes[b]) > date(nodes[a]) ? 1 : -1))),
      ...list('Narrower topics', into(node, 'broader')),
    ];
  }

  function welcome() {
    const top = (kind, count) => ranked.filter((node) => node.kind === kind).sort((a, b) => degree(b) - degree(a) || a.number - b.number).slice(0, count).map((node) => node.number);
    return [
      make('h2', {}, 'What is in here'),
      make('p', {}, 'Choose a node in the picture, or press / and type. Drag to move, scroll to zoom, Esc to see all again.'),
      ...list('Most linked articles', top('article', 5)),
      ...list('Topics', top('topic', 12)),
      ...list('Largest outlets', top('outlet', 8)),
    ];
  }

  // ---- choosing: the address holds what is selected, so Back works and a link can point at it

  function go(number) {
    location.hash = number === null || number === undefined ? '' : encodeURIComponent(nodes[number].id);
  }

  function follow() {
    let id = '';
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { /* not one of ours */ }
    selected = numbered.has(id) ? numbered.get(id) : null;
    panel.replaceChildren(...(selected === null ? welcome() : describe(nodes[selected])));
    panel.scrollTop = 0;
    if (selected === null) {
      network.unselectAll();
      fit();
      return;
    }
    network.selectNodes([selected], false);
    const near = [selected, ...around(nodes[selected])];
    if (facts.cards) network.fit({ nodes: near.map(String) && near, maxZoomLevel: 1.25, minZoomLevel: 0.01, animation: motion(true) });
    else network.fit({ nodes: near, maxZoomLevel: 1.6, minZoomLevel: 0.01, animation: motion(true) });
  }

  // ---- search

  const search = document.getElementById('search');
  const found = document.getElementById('found');
  const fold = (value) => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  let index = null;
  let active = -1;

  function matches(query) {
    index ||= ranked.map(({ number, label, known }) => {
      const others = ['alternateName', 'domain', 'altLabel', 'hiddenLabel'].flatMap((name) => (known[name] ? known[name].values : []));
      return { number, label: fold(label), all: fold([label, ...others].join(' ')) };
    });
    const words = fold(query).split(/\s+/).filter(Boolean);
    const hits = words.length ? index.filter(({ all }) => words.every((word) => all.includes(word))) : [];
    const rank = ({ label }) => (label.startsWith(words[0]) ? 0 : label.includes(` ${words[0]}`) ? 1 : 2);
    return hits.sort((a, b) => rank(a) - rank(b)).slice(0, 12).map(({ number }) => number);
  }

  function suggest() {
    const hits = matches(search.value);
    active = hits.length ? 0 : -1;
    found.replaceChildren(...hits.map((number, place) => {
      const option = make('li', { role: 'option', id: `found-${place}`, onclick: () => choose(number) }, mark(nodes[number].kind), text(nodes[number].label));
      option.dataset.number = number;
      return option;
    }));
    if (!hits.length) found.append(make('li', { class: 'none', role: 'option', 'aria-disabled': 'true' }, 'Nothing found'));
    open(search.value.trim() !== '');
  }

  function open(yes) {
    found.hidden = !yes;
    search.setAttribute('aria-expanded', String(yes));
    [...found.children].forEach((option, place) => option.setAttribute('aria-selected', String(place === active)));
    if (yes && active >= 0) {
      search.setAttribute('aria-activedescendant', `found-${active}`);
      found.children[active].scrollIntoView({ block: 'nearest' });
    } else {
      search.removeAttribute('aria-activedescendant');
    }
  }

  function choose(number) {
    open(false);
    search.value = '';
    go(number);
    panel.focus({ preventScroll: true });
  }

  search.addEventListener('input', suggest);
  search.addEventListener('blur', () => open(false));
  found.addEventListener('mousedown', (event) => event.preventDefault()); // keeps the list open for the click
  search.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const count = active < 0 ? 0 : found.children.length;
    if (step && count) {
      event.preventDefault();
      active = (active + step + count) % count;
      open(true);
    } else if (event.key === 'Enter' && count && !found.hidden) {
      choose(Number(found.children[active].dataset.number));
    } else if (event.key === 'Escape' && !found.hidden) {
      event.stopPropagation();
      open(false);
    }
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && document.activeElement !== search && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      search.focus();
    } else if (event.key === 'Escape') {
      go(null);
    }
  });

  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: motion(true) });
  document.getElementById('closer').addEventListener('click', () => zoom(1.5));
  document.getElementById('wider').addEventListener('click', () => zoom(1 / 1.5));
  document.getElementById('whole').addEventListener('click', () => { if (selected === null) fit(); else go(null); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { start(); if (selected !== null) network.selectNodes([selected], false); });
  addEventListener('hashchange', follow);
  start();
  follow();
})();
