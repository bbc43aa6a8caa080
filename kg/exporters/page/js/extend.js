// How other modules add to the page: `extend((app) => { … })`, see `App` in `app.js`. They are
// called once the model is there and before the first picture.

/** @import { App } from './app.js' */

/** @type {((app: App) => void)[]} */
export const extensions = [];

/** @param {(app: App) => void} add */
export function extend(add) {
  extensions.push(add);
}
