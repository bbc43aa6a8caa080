// Opens the page: unpacks the data, starts vis-network, makes the app, and lets the reader in.

import { createApp } from './app.js';
import { byId, make } from './dom.js';
import { extensions } from './extend.js';
import { createModel, unpack, unpackText } from './model.js';

const textOf = (id) => byId(id).textContent;

async function main() {
  const [core, links, engine] = await Promise.all([unpack(textOf('core')), unpack(textOf('links')), unpackText(textOf('engine'))]);
  // The policy of the page lets exactly this script run, by its hash.
  document.head.append(make('script', {}, engine));
  const model = createModel(core, links, () => unpack(textOf('facts')));
  const read = (id) => (byId(id) ? JSON.parse(textOf(id)) : []);
  const app = createApp(model, read('nodes'), read('edges'));
  for (const add of extensions) add(app);
  app.camera.onFirstFrame(() => { document.documentElement.dataset.ready ||= String(performance.now()); });
  app.follow(false);
  app.camera.redraw();
  const idle = globalThis.requestIdleCallback || ((work) => setTimeout(work, 50));
  const prepare = () => { if (app.search.prepare()) idle(prepare); };
  idle(prepare);
}

main().catch((error) => {
  byId('panel').replaceChildren(make('h2', {}, 'This page could not open'), make('p', {}, `It needs a browser of 2023 or later. (${error.message})`));
});
