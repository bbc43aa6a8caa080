// Elements. Every text is set as text, never as markup.

/**
 * @typedef {string | number | boolean | null | undefined | ((event: never) => void)} Attribute
 */

/**
 * An element.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} [attributes] Those that begin with 'on' are listeners; those
 *   that are false, null or undefined are left out.
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children);
  return element;
}

/**
 * A text whose direction is its own.
 *
 * @param {unknown} text
 */
export function words(text) {
  return make('bdi', {}, String(text));
}

/**
 * An element of the template, see `template.html`.
 *
 * @param {string} id
 */
export function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * An input of the template.
 *
 * @param {string} id
 */
export function inputById(id) {
  return /** @type {HTMLInputElement} */ (document.getElementById(id));
}

/**
 * A list to choose from, of the template.
 *
 * @param {string} id
 */
export function selectById(id) {
  return /** @type {HTMLSelectElement} */ (document.getElementById(id));
}

/**
 * The first element within another that a selector names, which is known to be there.
 *
 * @param {ParentNode} parent
 * @param {string} selector
 */
export function inside(parent, selector) {
  return /** @type {HTMLElement} */ (parent.querySelector(selector));
}

/**
 * Marks the one button of a group that is pressed, by the value of a data attribute.
 *
 * @param {HTMLElement} group
 * @param {string} key
 * @param {string} value
 */
export function press(group, key, value) {
  for (const button of group.querySelectorAll('button')) {
    button.setAttribute('aria-pressed', String(button.dataset[key] === value));
  }
}

/**
 * The 2D context of a canvas.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function penOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
}
