// The app, as other modules see it: see `extend.js`.

import { keep } from './address.js';
import { changeFilter, recolour, tint } from './choices.js';
import { byId } from './dom.js';
import { expandFocus, openNode, traceNodes } from './focus.js';
import { follow } from './follow.js';
import { listen } from './input.js';
import { nodesOf } from './order.js';
import { createPage } from './page.js';
import { createSearch } from './search.js';
import { createSearchBox } from './searchbox.js';
import { addTool, addView, setView } from './views.js';

/**
 * @import { Camera } from './camera.js'
 * @import { Card, CardLine } from './cards.js'
 * @import { Filter, Filtered } from './filters.js'
 * @import { Model } from './model.js'
 * @import { AppState, AppView, Change, Page } from './page.js'
 * @import { Panel } from './panel.js'
 * @import { Search } from './search.js'
 * @import { Pen } from './shapes.js'
 * @import { Tool } from './views.js'
 *
 * @typedef {object} App
 * @property {Model} model
 * @property {Search} search
 * @property {Camera} camera
 *
 * @property {() => Uint32Array} shown Articles that pass the filters; if something is in focus, only
 *   those around it.
 * @property {(i: number) => boolean} passes Whether an article passes the filters.
 * @property {number} focus The node that is open, or -1.
 * @property {Filter} filter
 * @property {Filtered} result What passes the filter.
 * @property {(part: Partial<Filter> | null) => void} change Changes a part of the filter; null
 *   clears it.
 * @property {(i: number) => void} open Opens a node in picture, panel and hash; -1 closes it.
 *
 * @property {(i: number) => string} colour The CSS colour of a node as nodes are coloured now.
 * @property {(name: string) => string} ink The value of the CSS variable --name.
 * @property {(change: Change, listen: () => void) => void} on Calls when something has changed.
 * @property {(text: string) => void} say Tells a screen reader, politely.
 *
 * @property {(tool: Tool) => HTMLElement} addTool
 * @property {(view: AppView) => void} addView
 * @property {string} view The id of the view: 'map', or one that was added.
 * @property {(id: string) => void} setView
 * @property {(state: AppState) => void} addState
 * @property {() => void} keep Writes the state into the hash.
 *
 * @property {(nodes: number[]) => void} trace Draws nodes as a path over the map and shows them; []
 *   ends it.
 * @property {(title: string, ...elements: HTMLElement[]) => void} fill Fills the panel in place of
 *   what is open; `open` or Escape put it away.
 * @property {(nodes: Iterable<number>) => HTMLElement} list Lists nodes, each a button that opens it.
 * @property {(pen: Pen, width: number, height: number) => void} paint Paints the picture as it
 *   stands.
 * @property {(animate: boolean) => void} follow Shows what the hash says.
 */

/**
 * The app over a model.
 *
 * @param {Model} model
 * @param {Card[]} cards Those of a small graph.
 * @param {CardLine[]} lines
 * @returns {App}
 */
export function createApp(model, cards, lines) {
  const page = createPage(model, cards, lines, {
    open: openNode,
    expand: expandFocus,
    change: changeFilter,
    recolour,
  });
  const search = createSearch(model);
  createSearchBox(model, search, {
    choose(i) {
      page.open(i);
      byId('panel').focus({ preventScroll: true });
    },
    filter: (part) => changeFilter(page, part),
    during: (month) =>
      nodesOf(model, 'article').filter((i) => model.date(i).startsWith(month)).length,
    passes: (i) => Boolean(page.scene.pass[i]),
  });
  listen(page);
  tint(page);
  const { camera, appearance, scene, panel } = page;
  return {
    model,
    search,
    camera,
    shown: () => shownArticles(page),
    passes: (i) => Boolean(scene.pass[i]),
    get focus() {
      return scene.focus;
    },
    get filter() {
      return page.filter;
    },
    get result() {
      return page.result;
    },
    change: (part) => changeFilter(page, part),
    open: page.open,
    colour: (i) => colourOf(page, i),
    ink: appearance.ink,
    on(change, see) {
      page.listeners[change].push(see);
    },
    say(text) {
      byId('said').textContent = text;
    },
    addTool,
    addView: (view) => addView(page, view),
    get view() {
      return page.view;
    },
    setView: (id) => setView(page, id),
    addState(state) {
      page.states.push(state);
    },
    keep: () => keep(page),
    trace: (nodes) => traceNodes(page, nodes),
    fill(title, ...elements) {
      page.filled = true;
      panel.show(title, ...elements);
    },
    list: (nodes) => panel.list([...nodes]),
    paint: (pen, width, height) => paintPicture(page, pen, width, height),
    follow: (animate) => follow(page, animate),
  };
}

/** @param {Page} page */
function shownArticles({ scene }) {
  const { focus, near, pass } = scene;
  const articles = pass.length;
  if (focus < 0) {
    return Uint32Array.from({ length: articles }, (_, i) => i).filter((i) => pass[i]);
  }
  const around = near.filter((i) => i < articles);
  if (focus < articles) around.push(focus);
  return Uint32Array.from(around).sort();
}

/**
 * @param {Page} page
 * @param {number} i
 */
function colourOf({ model, scene, appearance }, i) {
  if (model.kind(i) === 'outlet' && scene.schemeName !== 'outlet') return appearance.ink('outlet');
  return scene.colours[scene.scheme.tint[i]];
}

/**
 * Paints what is in sight, as large as there is room for.
 *
 * @param {Page} page
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 */
function paintPicture({ camera, cards, painter }, pen, width, height) {
  const now = camera.view();
  const scale = now.scale * Math.min(width / now.width, height / now.height);
  const x = (now.width / 2 - now.tx) / now.scale;
  const y = (now.height / 2 - now.ty) / now.scale;
  const paint = cards ? cards.paintAll : painter.paint;
  paint(pen, { scale, tx: width / 2 - x * scale, ty: height / 2 - y * scale, width, height });
}
