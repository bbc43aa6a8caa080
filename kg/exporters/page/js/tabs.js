// The tabs of the page: the order of its views, and the one that it opens with.

/** @import { Page } from './page.js' */

/** The views in the order of their tabs. */
const TABS = ['overview', 'stories', 'map', 'table', 'ask'];

/**
 * The place of a view among the tabs; one that is unknown comes last.
 *
 * @param {string} id
 */
export function placeOf(id) {
  const at = TABS.indexOf(id);
  return at < 0 ? TABS.length : at;
}

/**
 * The view that the page opens with.
 *
 * @param {Page} page
 * @param {boolean} [isStory] Whether it opens with a story.
 */
export function homeOf({ views }, isStory = false) {
  if (isStory && views.has('stories')) return 'stories';
  return views.has('overview') ? 'overview' : 'map';
}
