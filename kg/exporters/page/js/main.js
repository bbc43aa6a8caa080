// Opens the page: unpacks the data, makes the app, and lets the reader in.

import { createApp } from './app.js';
import { byId, make } from './dom.js';
import { extensions } from './extend.js';
import { createModel, unpack } from './model.js';

const textOf = (id) => byId(id).textContent;
/** Lets the browser do what else it has to, so that no task is long. */
const breathe = () =>
  new Promise((go) => {
    setTimeout(go);
  });

async function main() {
  const [core, links] = await Promise.all([unpack(textOf('core')), unpack(textOf('links'))]);
  await breathe();
  const model = createModel(core, links, () => unpack(textOf('facts')));
  await breathe();
  const read = (id) => (byId(id) ? JSON.parse(textOf(id)) : []);
  const app = createApp(model, read('nodes'), read('edges'));
  for (const add of extensions) add(app);
  await breathe();
  const ready = () => {
    document.documentElement.dataset.ready ||= String(performance.now());
  };
  app.camera.onFirstFrame(ready);
  app.follow(false);
  if (app.view !== 'map') requestAnimationFrame(ready); // the picture, out of sight, is not drawn
  const idle = globalThis.requestIdleCallback || ((work) => setTimeout(work, 50));
  const prepare = () => {
    if (app.search.prepare()) idle(prepare);
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
