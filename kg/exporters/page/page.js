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
    alternateName: 'Also called', altLabel: 'Also called', hiddenLabel: 'Keywords', domain: 'Domain', inScheme: 'Scheme',
    broader: 'Part of', description: 'Description', abstract: 'Abstract',
  };
  const RELATIONS = { publishedBy: 'outlet', about: 'topic', broader: 'topic', relatedTo: 'article' };
  const FIRST = 100; // of a long list, what is shown before someone asks for more

  // ---- the graph: one object a node, its edges as numbers of other nodes, and who points here

  const nodes = [];
  const both = []; // articles that relate to each other, stated once
  for (const { kind, ids, columns } of facts.kinds) {
    ids.forEach((id, row) => {
      const node = { number: nodes.length, kind, id: `${kind}:${id}`, known: {}, to: {}, from: {} };
      for (const { name, range, of, values } of columns) {
        const value = of ? of[values[row]] : values[row];
        if (value === null) continue;
        if (range === 'NODE' || range === 'BOTH') {
          let place = 0;
          const others = value.map((step) => (place += step));
          if (range === 'BOTH') both.push([node.number, others]); else node.to[name] = others;
        } else {
          node.known[name] = { range, values: [].concat(value) };
        }
      }
      const own = node.known.url ? node.known.url.values[0].split('://')[1] : '';
      for (const fact of Object.values(node.known)) {
        if (fact.range === 'IRI') fact.values = fact.values.map((url) => url.replace('\t', () => own));
      }
      node.label = node.known.label ? node.known.label.values[0] : node.id;
      nodes.push(node);
    });
  }
  for (const [one, others] of both) {
    for (const other of others) {
      (nodes[one].to.relatedTo ||= []).push(other);
      if (other !== one) (nodes[other].to.relatedTo ||= []).push(one);
    }
  }
  for (const node of nodes) {
    if (node.to.relatedTo) node.to.relatedTo.sort((a, b) => a - b);
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
  const byWeight = nodes.slice().sort((a, b) => degree(b) - degree(a) || a.number - b.number);
  const ranked = [
    ...byWeight.filter((node) => node.kind === 'topic'),
    ...byWeight.filter((node) => node.kind === 'outlet'),
    ...byWeight.filter((node) => node.kind === 'article'),
  ].map((node) => node.number);
  let network;
  let colour;
  let selected = null;
  let hovered = null;
  let dragging = false;

  function start() {
    const style = getComputedStyle(document.documentElement);
    colour = (name) => style.getPropertyValue(`--${name}`).trim();
    const font = { face: colour('font'), color: colour('ink'), size: 14 };
    const view = network && { position: network.getViewPosition(), scale: network.getScale() };
    if (network) network.destroy();
    const plain = (name) => ({ background: colour(name), border: colour(name), highlight: { background: colour(name), border: colour('ink') }, hover: { background: colour(name), border: colour('ink') } });
    const card = { background: colour('article-fill'), border: colour('article'), highlight: { background: colour('article-fill'), border: colour('ink') }, hover: { background: colour('article-fill'), border: colour('ink') } };
    const arrows = { to: { enabled: true, scaleFactor: 0.5 } };
    const lines = edges.map((edge) => ({
      ...edge,
      color: { color: colour(RELATIONS[edge.relation]), opacity: edges.length > 200 ? 0.25 : 0.6 },
      ...(['relatedTo', 'broader'].includes(edge.relation) && { arrows }),
    }));
    drawn.forEach((node, number) => { node.group = nodes[number].kind; });
    // vis-network takes most of a second to make thousands of edges; a map's are one stroke.
    network = new vis.Network(picture, { nodes: new vis.DataSet(drawn), edges: new vis.DataSet(facts.cards ? lines : []) }, {
      physics: false,
      layout: { improvedLayout: false, randomSeed: 1 },
      interaction: { hover: true, dragNodes: facts.cards, selectConnectedEdges: false, hoverConnectedEdges: false },
      nodes: { borderWidth: facts.cards ? 1.5 : 0, borderWidthSelected: 2, font: { ...font, strokeWidth: 4, strokeColor: colour('ground') }, labelHighlightBold: false, scaling: { label: { drawThreshold: 3 } } },
      edges: { smooth: false, width: 1.5, chosen: false },
      groups: {
        article: facts.cards
          ? { shape: 'box', color: card, margin: 11, font: { strokeWidth: 0 }, shapeProperties: { borderRadius: 8 }, widthConstraint: { minimum: 200 } }
          : { shape: 'dot', color: plain('article') },
        outlet: { shape: 'square', color: plain('outlet'), ...(facts.cards && { size: 11 }) },
        topic: { shape: 'diamond', color: plain('topic'), ...(facts.cards && { size: 15 }) },
      },
    });
    if (view) network.moveTo(view);
    picture.querySelector('.vis-network').tabIndex = -1; // the frame around it is in the tab order
    network.on('beforeDrawing', paintGround);
    network.on('dragStart', () => { dragging = true; });
    network.on('dragEnd', () => { dragging = false; network.redraw(); });
    network.on('afterDrawing', paintFocus);
    network.on('click', ({ nodes: [hit], pointer }) => go(hit ?? nearest(pointer.DOM)));
    network.on('hoverNode', ({ node }) => { hovered = node; picture.style.cursor = 'pointer'; network.redraw(); });
    network.on('blurNode', () => { hovered = null; picture.style.cursor = ''; network.redraw(); });
    network.once('afterDrawing', () => { document.documentElement.dataset.ready ||= String(performance.now()); });
  }

  const STRIP = 52; // pixels below the picture that the legend and the buttons cover
  function frame(numbers, animate = true) {
    if (!numbers.length) return;
    // Room for what stands out from a node's centre: a card, or a name beside an outlet.
    const [wide, tall] = facts.cards ? [150, 70] : [60, 90];
    const xs = numbers.map((number) => drawn[number].x);
    const ys = numbers.map((number) => drawn[number].y);
    const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
    const most = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);
    const [left, right, top, bottom] = [least(xs) - wide, most(xs) + wide, least(ys) - tall, most(ys) + tall];
    const scale = Math.min(1.25, picture.clientWidth / (right - left), (picture.clientHeight - STRIP) / (bottom - top));
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 + STRIP / 2 / scale };
    network.moveTo({ position, scale, animation: motion(animate) });
  }
  const everything = (animate) => frame(drawn.map((node) => node.id), animate);
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

  function paintGround(pen) {
    pen.fillStyle = colour('wash');
    for (const [x, y, radius] of facts.discs) {
      pen.beginPath();
      pen.arc(x, y, radius, 0, 2 * Math.PI);
      pen.fill();
    }
    if (facts.cards || dragging || selected !== null) return;
    pen.beginPath();
    for (const { from, to } of edges) {
      pen.moveTo(drawn[from].x, drawn[from].y);
      pen.lineTo(drawn[to].x, drawn[to].y);
    }
    pen.strokeStyle = colour('link');
    pen.lineWidth = 1;
    pen.stroke();
  }

  // Everything else fades behind a veil and what belongs to the selected node is drawn again
  // in front of it, because telling vis-network about thousands of changed nodes takes long.
  function paintFocus(pen) {
    const focus = selected === null ? null : new Set([selected, ...around(nodes[selected])]);
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
      for (const number of [...focus].reverse()) {
        const { drawExternalLabel } = network.body.nodes[number].draw(pen) || {};
        if (drawExternalLabel) drawExternalLabel();
      }
      if (!facts.cards) ringAround(pen, drawn[selected]);
    }
    if (!facts.cards) paintLabels(pen, focus);
  }

  function ringAround(pen, { x, y, size }) {
    pen.beginPath();
    pen.arc(x, y, size * 1.2 + 5 / network.getScale(), 0, 2 * Math.PI);
    pen.strokeStyle = colour('ink');
    pen.lineWidth = 2 / network.getScale();
    pen.stroke();
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
    if (focus) {
      for (const number of focus) {
        const { x, y, size } = drawn[number];
        taken.push([x - size, y - size, x + size, y + size]);
      }
    }
    const most = taken.length + 90;
    const first = [...new Set([hovered, selected])].filter((number) => number !== null);
    pen.textBaseline = 'middle';
    pen.lineJoin = 'round';
    for (const number of first.concat(ranked)) {
      const special = first.includes(number);
      const { kind, label } = nodes[number];
      const { x, y, size } = drawn[number];
      if (x < from.x || x > to.x || y < from.y || y > to.y || taken.length > most) continue;
      if (!special && focus && !focus.has(number)) continue;
      if (!special && !focus && kind === 'article' && scale < 0.9) break;
      if (!special && !focus && kind === 'outlet' && size * scale < 2.6) continue;
      const shown = cut(label, special ? 120 : 45);
      const px = kind === 'topic' ? 14 : 12;
      pen.font = `${kind === 'topic' || special ? 600 : 400} ${px / scale}px ${colour('font')}`;
      const wide = pen.measureText(shown).width;
      const apart = size + 5 / scale;
      const below = [x, y + apart + (px / 2) / scale];
      const above = [x, y - apart - (px / 2) / scale];
      // Outlets stand on a ring: their names point away from it.
      const aside = [x + Math.sign(x) * (apart + wide / 2), y];
      const tries = { topic: [above, below, [x + apart + wide / 2, y]], outlet: [Math.abs(x) > Math.abs(y) * 0.4 ? aside : y < 0 ? above : below], article: [below, above, [x + apart + wide / 2, y], [x - apart - wide / 2, y]] }[kind];
      for (const [centre, middle] of tries) {
        const box = [centre - wide / 2 - 4 / scale, middle - (px / 2 + 2) / scale, centre + wide / 2 + 4 / scale, middle + (px / 2 + 2) / scale];
        if (!special && (box[0] < from.x || box[2] > to.x)) continue;
        if (!special && taken.some((b) => b[0] < box[2] && box[0] < b[2] && b[1] < box[3] && box[1] < b[3])) continue;
        taken.push(box);
        pen.textAlign = 'center';
        pen.strokeStyle = colour('ground');
        pen.lineWidth = 3.5 / scale;
        pen.strokeText(shown, centre, middle);
        pen.fillStyle = colour(special || kind === 'article' ? 'ink' : kind);
        pen.fillText(shown, centre, middle);
        break;
      }
    }
  }

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
  // A headline can be of any length; in full it stands at the top of the panel, and only there.
  const cut = (value, most) => (value.length > most ? `${value.slice(0, most).replace(/[\ud800-\udbff]$/, '').trimEnd()}…` : value);
  const brief = (value) => text(cut(value, 300));
  const mark = (kind) => make('span', { class: `mark ${kind}`, 'aria-hidden': 'true' });

  function webAddress(value) {
    try {
      return ['http:', 'https:'].includes(new URL(value).protocol);
    } catch {
      return false;
    }
  }
  const link = (url, label, look = '') => make('a', { href: url, title: url, rel: 'noopener noreferrer', target: '_blank', class: look }, label);

  function shown({ range, values }) {
    return values.map((value) => make('div', {}, range === 'IRI' && webAddress(value) ? link(value, text(value))
      : text(range === 'BOOLEAN' ? (value ? 'yes' : 'no') : value)));
  }

  function list(heading, numbers, counted = true) {
    if (!numbers.length) return [];
    const entry = (number) => {
      const node = nodes[number];
      const publisher = out(node, 'publishedBy')[0];
      const below = node.kind === 'article'
        ? [publisher === undefined ? '' : nodes[publisher].label, date(node)].filter(Boolean).join(' · ')
        : plural(into(node, node.kind === 'topic' ? 'about' : 'publishedBy').length, 'article');
      return make('li', {}, make('button', { type: 'button', onclick: () => go(number) }, mark(node.kind),
        make('span', {}, brief(node.label), make('small', {}, text(below)))));
    };
    const items = make('ul', { class: 'list' }, ...numbers.slice(0, FIRST).map(entry));
    if (numbers.length > FIRST) {
      const rest = make('li', {}, make('button', { type: 'button', onclick: () => rest.replaceWith(...numbers.slice(FIRST).map(entry)) },
        `and ${(numbers.length - FIRST).toLocaleString('en')} more`));
      items.append(rest);
    }
    return [make('h3', {}, counted ? `${heading} (${numbers.length.toLocaleString('en')})` : heading), items];
  }
  const plural = (count, word) => `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;

  function describe(node) {
    const { known } = node;
    const chips = [...out(node, 'publishedBy'), ...out(node, 'about'), ...out(node, 'broader')].map((number) =>
      make('button', { type: 'button', class: nodes[number].kind, onclick: () => go(number) }, brief(nodes[number].label)));
    const summary = known.abstract || known.description;
    const rest = Object.entries(known).filter(([name]) => !['label', 'abstract', 'description', 'datePublished'].includes(name));
    const linked = new Set(out(node, 'relatedTo'));
    return [
      make('p', { class: `kind ${node.kind}` }, mark(node.kind), [node.kind[0].toUpperCase() + node.kind.slice(1), date(node)].filter(Boolean).join(' · ')),
      make('h2', { dir: 'auto' }, text(node.label)),
      ...(chips.length ? [make('div', { class: 'chips' }, ...chips)] : []),
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
    const top = (kind, count) => ranked.filter((number) => nodes[number].kind === kind).slice(0, count);
    return [
      make('h2', {}, 'What is in here'),
      make('p', {}, 'Choose a node in the picture, or press / and type. Drag to move, scroll to zoom, Esc to see all again.'),
      ...list('Most linked articles', top('article', 5), false),
      ...list('Topics', top('topic', 12), false),
      ...list('Largest outlets', top('outlet', 8), false),
    ];
  }

  // ---- choosing: the address holds what is selected, so Back works and a link can point at it

  function go(number) {
    location.hash = number === null || number === undefined ? '' : encodeURIComponent(nodes[number].id);
  }

  function follow(animate) {
    let id = '';
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { /* not one of ours */ }
    selected = numbered.has(id) ? numbered.get(id) : null;
    const reading = panel.contains(document.activeElement);
    panel.replaceChildren(...(selected === null ? welcome() : describe(nodes[selected])));
    panel.scrollTop = 0;
    if (reading) panel.focus({ preventScroll: true });
    if (panel.getBoundingClientRect().top < 0) panel.scrollIntoView(); // on a phone, far down a list
    if (selected === null) {
      network.unselectAll();
      everything(animate);
      return;
    }
    network.selectNodes([selected], false);
    if (facts.cards || nodes[selected].kind !== 'article') {
      frame([selected, ...around(nodes[selected])], animate);
      return;
    }
    // Far links would make the picture of the near ones small: four fifths are enough.
    const { x, y } = drawn[selected];
    const apart = [...out(nodes[selected], 'relatedTo'), ...into(nodes[selected], 'relatedTo')]
      .map((other) => Math.hypot(drawn[other].x - x, drawn[other].y - y)).sort((a, b) => a - b);
    const reach = (apart[Math.floor(apart.length * 0.8)] || 100) + 20;
    const scale = Math.min(2.4, Math.max(0.4, Math.min(picture.clientWidth, picture.clientHeight) / 2 / reach));
    network.moveTo({ position: { x, y }, scale, animation: motion(animate) });
  }

  // ---- search

  const search = document.getElementById('search');
  const found = document.getElementById('found');
  const fold = (value) => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  let index = null;
  let active = -1;

  function matches(query) {
    index ||= ranked.map((number) => {
      const { label, known } = nodes[number];
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
      const option = make('li', { role: 'option', id: `found-${place}`, onclick: () => choose(number) }, mark(nodes[number].kind), brief(nodes[number].label));
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

  picture.addEventListener('keydown', ({ key }) => {
    const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] || [0, 0];
    const { x, y } = network.getViewPosition();
    const step = 80 / network.getScale();
    if (right || down) network.moveTo({ position: { x: x + right * step, y: y + down * step } });
    if (key === '+' || key === '=') zoom(1.25);
    if (key === '-') zoom(0.8);
  });
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: motion(true) });
  document.getElementById('closer').addEventListener('click', () => zoom(1.5));
  document.getElementById('wider').addEventListener('click', () => zoom(1 / 1.5));
  document.getElementById('whole').addEventListener('click', () => { if (selected === null) everything(true); else go(null); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { start(); if (selected !== null) network.selectNodes([selected], false); });
  addEventListener('hashchange', () => follow(true));
  start();
  follow(false);
})();
