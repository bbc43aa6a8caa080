// What the parts of the app share: the model, what paints and shows it, and what is chosen.

import { createAppearance } from './appearance.js';
import { createBundles } from './bundles.js';
import { createCamera } from './camera.js';
import { createCards } from './cards.js';
import { createSchemes } from './colours.js';
import { byId } from './dom.js';
import { createFilterBar } from './filterbar.js';
import { createFilters, NO_FILTER } from './filters.js';
import { createPainter } from './paint.js';
import { createPanel } from './panel.js';
import { createScene } from './scene.js';

/**
 * @import { Appearance } from './appearance.js'
 * @import { Camera } from './camera.js'
 * @import { Card, CardLine, CardPainter } from './cards.js'
 * @import { Schemes } from './colours.js'
 * @import { FilterBar } from './filterbar.js'
 * @import { Filter, Filtered, Filters } from './filters.js'
 * @import { Model } from './model.js'
 * @import { Painter } from './paint.js'
 * @import { Panel } from './panel.js'
 * @import { Scene } from './scene.js'
 *
 * @typedef {'focus' | 'filter' | 'colour' | 'appearance' | 'view'} Change What can change.
 *
 * @typedef {object} AppView A view in place of the map.
 * @property {string} id As the hash says it.
 * @property {string} label On the button that switches to it.
 * @property {(host: HTMLElement) => void} show Fills an element.
 * @property {() => void} hide
 *
 * @typedef {object} AppState A key of the hash.
 * @property {string} key
 * @property {() => string} read Its text, '' for none.
 * @property {(text: string) => void} write Takes the text over, at the start and on Back.
 *
 * @typedef {object} Page
 * @property {Model} model
 * @property {HTMLElement} stage
 * @property {Appearance} appearance
 * @property {Schemes} schemes
 * @property {Filters} filters
 * @property {Scene} scene
 * @property {Painter} painter
 * @property {CardPainter | null} cards The same painter, if the graph is small.
 * @property {CardLine[]} lines The lines between cards.
 * @property {Camera} camera
 * @property {Panel} panel
 * @property {FilterBar} bar
 * @property {(node: number) => void} open
 *
 * @property {Filter} filter
 * @property {Filtered} result What passes the filter.
 * @property {number} hops How many steps around the focus are shown: 1 or 2.
 * @property {string} view The id of the view that is shown: 'map', or one of `views`.
 * @property {string} place Where the reader moved the camera, as it stands in the hash.
 * @property {boolean} following Whether the hash is being read, not written.
 * @property {boolean} filled Whether another module fills the panel.
 *
 * @property {Map<string, AppView>} views Those that other modules added.
 * @property {AppState[]} states The keys of the hash that other modules added.
 * @property {Record<Change, (() => void)[]>} listeners
 *
 * @typedef {object} PageActions What the parts of the page let the reader do.
 * @property {(page: Page, node: number) => void} open
 * @property {(page: Page) => void} expand
 * @property {(page: Page, part: Partial<Filter> | null) => void} change
 * @property {(page: Page) => void} recolour
 */

/**
 * @param {Model} model
 * @param {Card[]} cardNodes Those of a small graph.
 * @param {CardLine[]} lines
 * @param {PageActions} actions
 * @returns {Page}
 */
export function createPage(model, cardNodes, lines, actions) {
  const stage = byId('picture');
  const schemes = createSchemes(model);
  const filters = createFilters(model);
  const [, articles] = model.range('article');
  const scene = createScene(articles, schemes.get('topic'), createBundles(model));
  const appearance = createAppearance(() => actions.recolour(page));
  const cards = model.cards ? createCards(model, appearance, scene, cardNodes, lines) : null;
  const painter = cards ?? createPainter(model, appearance, scene);
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  const [nodes, edges] = cards ? [cards.nodes, lines] : [[], []];
  const camera = createCamera(stage, nodes, edges, painter.paint, () => calm.matches);
  const open = (/** @type {number} */ node) => actions.open(page, node);
  const panel = createPanel(byId('panel'), model, {
    open,
    passes: (i) => Boolean(scene.pass[i]),
    filter: () => page.filter,
    change: (part) => actions.change(page, part),
    expand: () => actions.expand(page),
    hops: () => page.hops,
  });
  /** @type {Page} */
  const page = {
    model,
    stage,
    appearance,
    schemes,
    filters,
    scene,
    painter,
    cards,
    lines: cards ? lines : [],
    camera,
    panel,
    bar: createFilterBar(model, filters.months, (part) => actions.change(page, part)),
    open,
    filter: NO_FILTER,
    result: filters.apply(NO_FILTER),
    hops: 1,
    view: 'map',
    place: '',
    following: false,
    filled: false,
    views: new Map(),
    states: [],
    listeners: { focus: [], filter: [], colour: [], appearance: [], view: [] },
  };
  return page;
}

/**
 * Tells other modules what changed.
 *
 * @param {Page} page
 * @param {Change} change
 */
export function tell({ listeners }, change) {
  for (const listen of listeners[change]) listen();
}
