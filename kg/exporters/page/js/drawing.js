// Elements of SVG, as `make` in `dom.js` makes those of HTML.

/** @import { Attribute } from './dom.js' */

const SVG = 'http://www.w3.org/2000/svg';

/**
 * An element of SVG.
 *
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes] Those that begin with 'on' are listeners; those
 *   that are false, null or undefined are left out.
 * @param {(Node | string)[]} children
 * @returns {SVGElementTagNameMap[Tag]}
 */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children);
  return element;
}

/**
 * Attributes of what acts as a button in a drawing: by pointer, and by Enter or the space bar.
 *
 * @param {string | null} label If it is not the text that is in it.
 * @param {() => void} run
 * @returns {Record<string, Attribute>}
 */
export function asButton(label, run) {
  return {
    role: 'button',
    tabindex: 0,
    'aria-label': label,
    onclick: run,
    onkeydown(/** @type {KeyboardEvent} */ event) {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      run();
    },
  };
}

/**
 * How wide a text is in pixels, about: a Chinese character has the width of two Latin letters.
 *
 * @param {string} text
 * @param {number} size Of the letters.
 */
export function widthOf(text, size) {
  let units = 0;
  for (const letter of text) units += letter > '\u2e80' ? 2 : 1;
  return units * size * 0.56;
}

/**
 * A text that is no wider than so many pixels, about.
 *
 * @param {string} text
 * @param {number} width
 * @param {number} size
 */
export function fittedText(text, width, size) {
  if (widthOf(text, size) <= width) return text;
  let end = text.length;
  while (end > 1 && widthOf(`${text.slice(0, end)}…`, size) > width) end -= 1;
  const kept = text.slice(0, end).replace(/[\ud800-\udbff]$/, '');
  return `${kept.trimEnd()}…`;
}
