// Files that the page gives to the reader; nothing leaves the browser.

import { make } from './dom.js';

/**
 * @param {string} name
 * @param {string | Blob} content
 * @param {string} [type] The media type of a text.
 */
export function saveFile(name, content, type) {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const url = URL.createObjectURL(blob);
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/**
 * A name for a file, of letters of any script, made from a title.
 *
 * @param {string} title
 * @param {string} end
 */
export function fileName(title, end) {
  const name = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .toLowerCase();
  return `${name || 'graph'}.${end}`;
}
