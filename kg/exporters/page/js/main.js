// Opens the page: unpacks the data, makes the app, and lets the reader in.

import { createApp } from './app.js';
import { byId, make } from './dom.js';
import { extensions } from './extend.js';
import { createModel } from './model.js';
import { unpack } from './unpack.js';

/**
 * @import { App } from './app.js'
 * @import { Core } from './nodes.js'
 * @import { Links } from './related.js'
 */

/** @param {string} id */
const textOf = (id) => String(byId(id).textContent);

/** Lets the browser do what else it has to, so that no task is long. */
function breathe() {
  return new Promise((go) => {
    setTimeout(go);
  });
}

async function main() {
  /** @type {[Core, Links]} */
  const [core, links] = await Promise.all([unpack(textOf('core')), unpack(textOf('links'))]);
  await breathe();
  const model = createModel(core, links, () => unpack(textOf('facts')));
  await breathe();
  const read = (/** @type {string} */ id) => (byId(id) ? JSON.parse(textOf(id)) : []);
  const app = createApp(model, read('nodes'), read('edges'));
  for (const add of extensions) add(app);
  await breathe();
  showFirst(app);
  prepareLater(app);
}

/** @param {App} app */
function showFirst(app) {
  const ready = () => {
    document.documentElement.dataset.ready ||= String(performance.now());
  };
  app.camera.onFirstFrame(ready);
  app.follow(false);
  if (app.view !== 'map') requestAnimationFrame(ready); // the picture, out of sight, is not drawn
}

/**
 * Makes the index of the search and unpacks the facts while nothing else is to do.
 *
 * @param {App} app
 */
function prepareLater({ search, model }) {
  const idle =
    globalThis.requestIdleCallback || ((/** @type {() => void} */ work) => setTimeout(work, 50));
  const prepare = () => {
    if (search.prepare()) idle(prepare);
    else model.prefetch();
  };
  idle(prepare);
}

main().catch((error) => {
  byId('panel').replaceChildren(
    make('h2', {}, 'This page could not open'),
    make('p', {}, `It needs a browser of 2023 or later. (${error.message})`),
  );
});
