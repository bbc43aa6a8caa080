// Paints the picture on a 2D context. Everything is told in pixels of the screen: a view is
// { scale, tx, ty, width, height }, and a place (x, y) of the map is at (x·scale + tx, …).

import { callouts, createRoom } from './labels.js';
import { cut, numbers } from './text.js';

export const MOST_DOTS = 6000;
const MOST_BEHIND = 2000; // of them while something is in focus: they are hardly seen
const MOST_NAMES = 90;
const LINE = 21;
export const CALLOUT_WIDTH = 0.27; // of the stage, on each side

/** What paints a map. `scene` holds what changes: see createScene in app.js. */
export function createPainter(model, appearance, scene) {
  const { ink } = appearance;
  const [, articles] = model.range('article');
  const [firstTopic, endTopic] = model.range('topic');
  const [firstStory, firstTheme] = model.range('story');
  const { count } = model;
  const { xs, ys, rs } = model;
  const ranked = rankedArticles(model, articles);
  const topics = numbers(firstTopic, endTopic).sort((a, b) => rs[b] - rs[a] || a - b);
  const outlets = numbers(articles, firstTopic).sort((a, b) => rs[b] - rs[a] || a - b);
  const visible = new Uint32Array(MOST_DOTS);
  let widths = new Map();
  let fits = new Map();
  let hits = [];

  const face = (weight, size, serif = false) =>
    `${weight} ${size}px ${ink(serif ? 'serif' : 'font')}`;
  function measure(pen, font, text) {
    const key = font + text;
    let width = widths.get(key);
    if (width === undefined) {
      if (widths.size > 4000) widths = new Map();
      pen.font = font;
      width = pen.measureText(text).width;
      widths.set(key, width);
    }
    return width;
  }

  /** The text, or as much of its beginning as there is room for. */
  function fitted(pen, font, text, width) {
    const key = `${font}${Math.round(width)}${text.slice(0, 200)}`;
    let shown = fits.get(key);
    if (shown === undefined) {
      if (fits.size > 2000) fits = new Map();
      shown = fit(pen, font, text, width);
      fits.set(key, shown);
    }
    return shown;
  }

  function fit(pen, font, text, width) {
    const shown = cut(text, 160);
    if (measure(pen, font, shown) <= width) return shown;
    let [low, high] = [0, shown.length];
    while (low < high - 1) {
      const middle = (low + high) >> 1;
      if (measure(pen, font, cut(text, middle)) <= width) low = middle;
      else high = middle;
    }
    return low ? cut(text, low) : '';
  }

  function halo(pen, font, text, x, y, colour, align = 'center') {
    pen.font = font;
    pen.textAlign = align;
    pen.textBaseline = 'middle';
    pen.lineJoin = 'round';
    pen.lineWidth = 4;
    pen.strokeStyle = ink('ground');
    pen.strokeText(text, x, y);
    pen.fillStyle = colour;
    pen.fillText(text, x, y);
  }

  function circle(pen, x, y, radius) {
    pen.moveTo(x + radius, y);
    pen.arc(x, y, radius, 0, 2 * Math.PI);
  }

  const inView = (view, x, y, radius) =>
    x + radius > 0 && y + radius > 0 && x - radius < view.width && y - radius < view.height;

  // ---- the layers

  function paintDiscs(pen, view) {
    const { scale, tx, ty } = view;
    const { tint } = scene.scheme;
    const colours = scene.colours;
    pen.lineWidth = 1;
    const disc = (x, y, radius, colour, fill, rim) => {
      pen.beginPath();
      circle(pen, x * scale + tx, y * scale + ty, radius * scale);
      pen.globalAlpha = fill;
      pen.fillStyle = colour;
      pen.fill();
      if (rim) {
        pen.globalAlpha = rim;
        pen.strokeStyle = colour;
        pen.stroke();
      }
    };
    const plain = scene.schemeName !== 'topic';
    for (const topic of topics) {
      if (inView(view, xs[topic] * scale + tx, ys[topic] * scale + ty, rs[topic] * scale))
        disc(
          xs[topic],
          ys[topic],
          rs[topic],
          plain ? ink('soft') : colours[tint[topic]],
          0.07,
          0.28,
        );
    }
    if (model.stray) disc(...model.stray, ink('soft'), 0.06, 0.2);
    let shown = 0;
    for (let theme = firstTheme; theme < count && shown < 1500; theme += 1) {
      const radius = rs[theme] * scale;
      if (radius < 3) continue;
      if (!inView(view, xs[theme] * scale + tx, ys[theme] * scale + ty, radius)) continue;
      disc(
        xs[theme],
        ys[theme],
        rs[theme],
        colours[tint[theme]],
        articles > MOST_DOTS ? 0.22 : 0.1,
        0,
      );
      shown += 1;
    }
    pen.globalAlpha = 1;
  }

  /**
   * Articles in view, at most so many as a frame has time for: those that pass the filters first,
   * of each theme the most linked first.
   */
  function collect(view, most) {
    const { scale, tx, ty, width, height } = view;
    const [left, right, top, bottom] = [
      (-9 - tx) / scale,
      (width + 9 - tx) / scale,
      (-9 - ty) / scale,
      (height + 9 - ty) / scale,
    ];
    let found = 0;
    const gather = (fits) => {
      for (let at = 0; at < articles && found < most; at += 1) {
        const i = ranked[at];
        if (xs[i] > left && xs[i] < right && ys[i] > top && ys[i] < bottom && fits(i))
          visible[found++] = i;
      }
    };
    gather(scene.all ? () => true : (i) => scene.pass[i]);
    if (!scene.all) gather((i) => !scene.pass[i]);
    return found;
  }

  const dotSize = (scale) => Math.max(0.8, Math.min(7, 3.9 * scale));

  function paintDots(pen, view, list, length, keep) {
    const { scale, tx, ty } = view;
    const { tint } = scene.scheme;
    // Few among many faded ones should be seen.
    const radius = scene.all ? dotSize(scale) : Math.max(2.2, dotSize(scale));
    for (let hue = 0; hue < scene.colours.length; hue += 1) {
      pen.beginPath();
      let any = false;
      for (let at = 0; at < length; at += 1) {
        const i = list[at];
        if (tint[i] !== hue || !keep(i)) continue;
        const x = xs[i] * scale + tx;
        const y = ys[i] * scale + ty;
        if (radius < 1.6) pen.rect(x - radius, y - radius, 2 * radius, 2 * radius);
        else circle(pen, x, y, radius);
        any = true;
      }
      if (any) {
        pen.fillStyle = scene.colours[hue];
        pen.fill();
      }
    }
  }

  function paintFaded(pen, view, length) {
    const { scale, tx, ty } = view;
    const radius = dotSize(scale) * 0.8;
    pen.beginPath();
    for (let at = 0; at < length; at += 1) {
      const i = visible[at];
      if (!scene.pass[i])
        pen.rect(xs[i] * scale + tx - radius, ys[i] * scale + ty - radius, 2 * radius, 2 * radius);
    }
    pen.fillStyle = ink('line');
    pen.fill();
  }

  const outletSize = (i, scale) =>
    Math.max(1.6, Math.min(26, rs[i] * Math.max(scale, 0.14) * 0.62));
  function paintOutlets(pen, view, list) {
    const { scale, tx, ty } = view;
    const byOutlet = scene.schemeName === 'outlet';
    pen.fillStyle = ink('outlet');
    for (const i of list) {
      const half = outletSize(i, scale);
      const x = xs[i] * scale + tx;
      const y = ys[i] * scale + ty;
      if (!inView(view, x, y, half)) continue;
      if (byOutlet) pen.fillStyle = scene.colours[scene.scheme.tint[i]];
      pen.fillRect(x - half, y - half, 2 * half, 2 * half);
    }
  }

  function paintBundles(pen, view) {
    const { scale, tx, ty } = view;
    pen.lineJoin = 'round';
    for (const [one, two, weight] of scene.bundles()) {
      const [x1, y1, x2, y2] = [
        xs[one] * scale + tx,
        ys[one] * scale + ty,
        xs[two] * scale + tx,
        ys[two] * scale + ty,
      ];
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.quadraticCurveTo(
        (x1 + x2) / 2 + (y2 - y1) * 0.12,
        (y1 + y2) / 2 - (x2 - x1) * 0.12,
        x2,
        y2,
      );
      pen.globalAlpha = 0.42;
      pen.lineWidth = 0.7 + 5 * weight;
      pen.strokeStyle = one < firstTopic ? ink('outlet') : ink('topic');
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  function paintLines(pen, view, edges, colour, width, alpha) {
    const { scale, tx, ty } = view;
    pen.beginPath();
    for (const [one, two] of edges) {
      pen.moveTo(xs[one] * scale + tx, ys[one] * scale + ty);
      pen.lineTo(xs[two] * scale + tx, ys[two] * scale + ty);
    }
    pen.globalAlpha = alpha;
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
    pen.globalAlpha = 1;
  }

  // ---- names

  function nameTopics(pen, view, room) {
    const { scale, tx, ty, width, height } = view;
    for (const topic of topics) {
      const radius = rs[topic] * scale;
      const x = xs[topic] * scale + tx;
      const y = ys[topic] * scale + ty;
      if (!inView(view, x, y, radius) || radius > 1.2 * Math.max(width, height)) continue;
      const size = radius > 150 ? 17 : radius > 50 ? 15 : 13;
      const font = face(600, size, true);
      const text = fitted(pen, font, model.label(topic), 220);
      const half = measure(pen, font, text) / 2 + 4;
      const top = Math.max(16, y - radius - size * 0.75);
      for (const at of [top, y + radius + size * 0.8]) {
        if (!room.put(x - half, at - size * 0.6, x + half, at + size * 0.6)) continue;
        halo(pen, font, text, x, at, ink('ink'));
        hits.push([topic, x - half, at - size * 0.7, x + half, at + size * 0.7]);
        break;
      }
    }
  }

  function nameThemes(pen, view, room, left) {
    const { scale, tx, ty } = view;
    const font = face(500, 12, true);
    for (let theme = firstTheme; theme < count && left > 0; theme += 1) {
      const radius = rs[theme] * scale;
      if (radius < 26) continue;
      const x = xs[theme] * scale + tx;
      const y = ys[theme] * scale + ty;
      if (!inView(view, x, y, 0)) continue;
      const text = fitted(pen, font, model.label(theme), Math.max(110, radius * 1.9));
      const half = measure(pen, font, text) / 2 + 4;
      const at = y - Math.max(0, radius - 9);
      if (!room.put(x - half, at - 8, x + half, at + 8)) continue;
      halo(pen, font, text, x, at, ink('ink'));
      hits.push([theme, x - half, at - 8, x + half, at + 8]);
      left -= 1;
    }
  }

  function nameOutlets(pen, view, room, list, most) {
    const { scale, tx, ty, width } = view;
    const font = face(500, 12);
    let left = most;
    for (const outlet of list) {
      if (left <= 0) break;
      const half = outletSize(outlet, scale);
      const x = xs[outlet] * scale + tx;
      const y = ys[outlet] * scale + ty;
      if (!inView(view, x, y, 0)) continue;
      const text = fitted(pen, font, model.label(outlet), 150);
      const wide = measure(pen, font, text);
      const outward = xs[outlet] < 0 ? x - half - 5 - wide : x + half + 5;
      const away = ys[outlet] < 0 ? y - half - 9 : y + half + 9;
      for (const [start, middle] of [
        [outward, y],
        [x - wide / 2, away],
      ]) {
        if (start < 2 || start + wide > width - 2) continue;
        if (!room.put(start - 3, middle - 8, start + wide + 3, middle + 8)) continue;
        halo(pen, font, text, start, middle, ink('outlet-ink'), 'left');
        hits.push([outlet, start - 3, middle - 9, start + wide + 3, middle + 9]);
        left -= 1;
        break;
      }
    }
  }

  function nameArticles(pen, view, room, list, length, most) {
    const { scale, tx, ty, width } = view;
    const font = face(400, 12);
    const radius = dotSize(scale);
    let left = most;
    for (let at = 0; at < length && left > 0; at += 1) {
      const i = list[at];
      if (!scene.pass[i]) continue;
      const x = xs[i] * scale + tx;
      const y = ys[i] * scale + ty;
      if (!inView(view, x, y, 0)) continue;
      const text = fitted(pen, font, model.label(i), 190);
      const half = measure(pen, font, text) / 2 + 3;
      for (const middle of [y + radius + 9, y - radius - 9]) {
        if (
          x - half < 0 ||
          x + half > width ||
          !room.put(x - half, middle - 8, x + half, middle + 8)
        )
          continue;
        halo(pen, font, text, x, middle, ink('ink'));
        hits.push([i, x - half, middle - 8, x + half, middle + 8]);
        left -= 1;
        break;
      }
    }
  }

  function nameHovered(pen, view) {
    const i = scene.hovered;
    if (i < 0 || i >= firstTopic) return;
    const { scale, tx, ty, width } = view;
    const font = face(600, 13);
    const text = fitted(pen, font, model.label(i), Math.min(420, width - 20));
    const wide = measure(pen, font, text) + 20;
    const x = Math.max(6, Math.min(width - wide - 6, xs[i] * scale + tx - wide / 2));
    const apart = i < articles ? dotSize(scale) + 8 : outletSize(i, scale) + 8;
    const below = ys[i] * scale + ty - apart - 28 < 0;
    const y = ys[i] * scale + ty + (below ? apart : -apart - 28);
    ringed(pen, view, i, 3);
    pen.beginPath();
    pen.rect(x, y, wide, 28);
    pen.fillStyle = ink('ink');
    pen.fill();
    pen.font = font;
    pen.textAlign = 'left';
    pen.textBaseline = 'middle';
    pen.fillStyle = ink('ground');
    pen.fillText(text, x + 10, y + 14.5);
  }

  function ringed(pen, { scale, tx, ty }, i, more) {
    pen.beginPath();
    const radius =
      i < articles ? dotSize(scale) : i < firstTopic ? outletSize(i, scale) * 1.3 : rs[i] * scale;
    circle(pen, xs[i] * scale + tx, ys[i] * scale + ty, radius + more);
    pen.strokeStyle = ink('ink');
    pen.lineWidth = 2;
    pen.stroke();
  }

  // ---- what is in focus

  function paintFocus(pen, view, length) {
    const { scale, tx, ty, width, height } = view;
    const { focus, near, edges } = scene;
    pen.globalAlpha = 0.86;
    pen.fillStyle = ink('ground');
    pen.fillRect(0, 0, width, height);
    pen.globalAlpha = 1;
    const isStory = focus >= firstStory && focus < firstTheme;
    if (focus >= firstTopic && !isStory) {
      pen.beginPath();
      circle(pen, xs[focus] * scale + tx, ys[focus] * scale + ty, rs[focus] * scale);
      pen.fillStyle = ink('sheet');
      pen.fill();
      pen.strokeStyle = ink('line');
      pen.lineWidth = 1.5;
      pen.stroke();
    }
    paintLines(pen, view, edges, ink('soft'), 1, edges.length > 60 ? 0.2 : 0.4);
    // Of more than can be drawn, as on the map, the same share of each theme.
    if (scene.nearSet.size > MOST_DOTS)
      paintDots(pen, view, visible, length, (i) => scene.nearSet.has(i));
    else paintDots(pen, view, near, near.length, (i) => i < articles);
    const around = scene.nearOutlets;
    paintOutlets(pen, view, around);
    if (focus < firstTopic) {
      if (focus < articles) paintDots(pen, view, [focus], 1, () => true);
      else paintOutlets(pen, view, [focus]);
      ringed(pen, view, focus, 4);
    }
    const room = createRoom();
    const notes = width >= 720 ? placeCallouts(pen, view, near) : [];
    const isTopic = focus >= firstTopic;
    const font = face(700, isTopic ? 16 : 14, true);
    const text = fitted(pen, font, model.label(focus), width * 0.4);
    const half = measure(pen, font, text) / 2;
    const x = xs[focus] * scale + tx;
    // The name of a story stands above or below its articles, which may be anywhere.
    const apart = () => Math.max(0, ...near.map((i) => Math.abs(ys[i] - ys[focus]))) * scale;
    const size = isStory
      ? apart() + 12
      : isTopic
        ? rs[focus] * scale - 2
        : focus < articles
          ? dotSize(scale)
          : outletSize(focus, scale);
    const places = [-1, 1].map((side) =>
      Math.max(20, Math.min(height - 20, ys[focus] * scale + ty + side * (size + 16))),
    );
    const covers = (y) =>
      notes.some(
        ({ start, end, y: other }) =>
          start < x + half && x - half < end && Math.abs(other - y) < 18,
      );
    const y = places.find((place) => !covers(place)) ?? places[0];
    if (!isStory || (y > 52 && y < height - 56)) {
      // above them stands the same name, below the legend
      room.put(x - half, y - 9, x + half, y + 9);
      halo(pen, font, text, x, y, ink('ink'));
    }
    if (width >= 720) paintCallouts(pen, room, notes, dotSize(scale));
    else nameArticles(pen, view, room, near, near.length, 14);
    nameOutlets(
      pen,
      view,
      room,
      around.filter((i) => i !== focus),
      12,
    );
  }

  function placeCallouts(pen, view, near) {
    // Articles of a story have nearly one headline: what tells them apart is the outlet.
    const name = (i) =>
      model.label(
        model.kind(scene.focus) === 'story' && model.outlet(i) >= 0 ? model.outlet(i) : i,
      );
    const { scale, tx, ty, width, height } = view;
    const font = face(400, 12.5);
    const reach = width * CALLOUT_WIDTH;
    const points = [];
    for (const i of near) {
      if (points.length > 400) break;
      const x = xs[i] * scale + tx;
      const y = ys[i] * scale + ty;
      if (i !== scene.focus && i < articles && x > 0 && x < width && y > 0 && y < height)
        points.push({ x, y, i });
    }
    return callouts(points, { top: 44, bottom: height - 50, line: LINE }).map(({ at, side, y }) => {
      const text = fitted(pen, font, name(points[at].i), reach - 20);
      const wide = measure(pen, font, text);
      const start = side === 'left' ? reach - 6 - wide : width - reach + 6;
      return { point: points[at], side, y, font, text, start, end: start + wide };
    });
  }

  function paintCallouts(pen, room, notes, radius) {
    for (const {
      point: { x: px, y: py, i },
      side,
      y,
      font,
      text,
      start,
      end,
    } of notes) {
      if (!room.put(start, y - 8, end, y + 8)) continue;
      const left = side === 'left';
      const edge = left ? end : start;
      pen.beginPath();
      pen.moveTo(edge + (left ? 5 : -5), y);
      const knee = left ? Math.min(edge + 26, px - radius) : Math.max(edge - 26, px + radius);
      if (left ? knee > edge : knee < edge) pen.lineTo(knee, y);
      pen.lineTo(px, py);
      pen.strokeStyle = scene.colours[scene.scheme.tint[i]];
      pen.globalAlpha = scene.hovered === i ? 1 : 0.45;
      pen.lineWidth = scene.hovered === i ? 2 : 1;
      pen.stroke();
      pen.globalAlpha = 1;
      halo(pen, font, text, edge, y, ink('ink'), left ? 'right' : 'left');
      hits.push([i, start, y - LINE / 2, end, y + LINE / 2]);
    }
  }

  function paintTrace(pen, view) {
    const nodes = scene.trace;
    const { scale, tx, ty } = view;
    paintLines(
      pen,
      view,
      nodes.slice(1).map((node, at) => [nodes[at], node]),
      ink('accent'),
      3,
      0.9,
    );
    for (const node of nodes) {
      pen.beginPath();
      circle(pen, xs[node] * scale + tx, ys[node] * scale + ty, Math.max(6, dotSize(scale) + 2));
      pen.fillStyle = ink('accent');
      pen.fill();
    }
    const room = createRoom();
    nameArticles(
      pen,
      view,
      room,
      nodes.filter((i) => i < articles),
      nodes.length,
      40,
    );
    nameOutlets(
      pen,
      view,
      room,
      nodes.filter((i) => i >= articles && i < firstTopic),
      40,
    );
  }

  /** Paints everything. */
  function paint(pen, view) {
    hits = [];
    paintDiscs(pen, view);
    if (scene.links && scene.focus < 0) paintBundles(pen, view);
    const length = collect(
      view,
      scene.focus >= 0 && scene.nearSet.size <= MOST_DOTS ? MOST_BEHIND : MOST_DOTS,
    );
    if (!scene.all) paintFaded(pen, view, length);
    paintDots(pen, view, visible, length, scene.all ? () => true : (i) => scene.pass[i]);
    paintOutlets(pen, view, outlets);
    if (scene.focus >= 0) {
      paintFocus(pen, view, length);
    } else {
      const room = createRoom();
      nameTopics(pen, view, room);
      nameThemes(pen, view, room, 40);
      nameOutlets(pen, view, room, outlets, view.width < 600 ? 14 : 46);
      if (view.scale > 1.25) nameArticles(pen, view, room, visible, length, MOST_NAMES);
    }
    if (scene.trace.length) paintTrace(pen, view);
    nameHovered(pen, view);
  }

  /** The node at a place of the screen, or -1: a name, a dot, an outlet, a theme, a topic. */
  function at(view, x, y) {
    const { scale, tx, ty } = view;
    for (const [i, left, top, right, bottom] of hits) {
      if (x >= left && x <= right && y >= top && y <= bottom) return i;
    }
    let best = -1;
    let reach = Math.max(dotSize(scale) + 3, 7) ** 2;
    for (let i = 0; i < articles; i += 1) {
      const apart = (xs[i] * scale + tx - x) ** 2 + (ys[i] * scale + ty - y) ** 2;
      if (apart < reach) {
        best = i;
        reach = apart;
      }
    }
    if (best >= 0) return best;
    for (const i of outlets) {
      const half = outletSize(i, scale) + 2;
      if (Math.abs(xs[i] * scale + tx - x) <= half && Math.abs(ys[i] * scale + ty - y) <= half)
        return i;
    }
    const within = (i) =>
      (xs[i] * scale + tx - x) ** 2 + (ys[i] * scale + ty - y) ** 2 < (rs[i] * scale) ** 2;
    for (let i = firstTheme; i < count; i += 1) if (rs[i] * scale > 8 && within(i)) return i;
    return topics.find(within) ?? -1;
  }

  return { paint, at };
}

/** Articles in the order in which they are drawn: of each theme, and of those in none, the same share at a time. */
function rankedArticles(model, articles) {
  // Multiples of a number that is no fraction fall evenly, wherever one stops (Weyl's theorem).
  const scatter = (i) => (i * 0.7548776662) % 1;
  const share = Float32Array.from({ length: articles }, (_, i) => scatter(i));
  const [firstTheme, endTheme] = model.range('theme');
  for (let theme = firstTheme; theme < endTheme; theme += 1) {
    const members = [...model.articles(theme)].sort(
      (a, b) => model.degree(b) - model.degree(a) || a - b,
    );
    members.forEach((i, at) => {
      share[i] = (at + scatter(theme)) / members.length;
    });
  }
  return Uint32Array.from({ length: articles }, (_, i) => i).sort(
    (a, b) => share[a] - share[b] || model.degree(b) - model.degree(a) || a - b,
  );
}
