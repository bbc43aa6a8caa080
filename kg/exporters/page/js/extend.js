// How other modules add to the page: `extend((app) => { … })`, see model.js.

export const extensions = [];

export function extend(add) {
  extensions.push(add);
}
