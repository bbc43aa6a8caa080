// Colours: read from the styles, so that picture and page are one; light, dark or the system's.

/**
 * @typedef {object} Appearance
 * @property {(name: string) => string} ink The value of the CSS variable --name: 'ground', 'ink',
 *   'soft', 'line' …
 * @property {() => boolean} isDark
 * @property {() => string[]} palette The hues, and last the colour of all others.
 * @property {() => string[]} ages The colours of ages, and last that of what has no date.
 * @property {() => void} toggle Switches between light and dark.
 */

const HUES = 12;
const SHADES = 7;

/**
 * @param {() => void} changed Called when light or dark was chosen, here or in the system.
 * @returns {Appearance}
 */
export function createAppearance(changed) {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  /** @type {Map<string, string>} */
  let read = new Map();
  /** @param {string} name */
  function ink(name) {
    let value = read.get(name);
    if (value === undefined) {
      value = getComputedStyle(root).getPropertyValue(`--${name}`).trim();
      read.set(name, value);
    }
    return value;
  }
  const isDark = () =>
    root.dataset.appearance ? root.dataset.appearance === 'dark' : system.matches;
  function renew() {
    read = new Map();
    changed();
  }
  system.addEventListener('change', renew);
  /** @type {(prefix: string, many: number) => string[]} */
  const inks = (prefix, many) => [
    ...Array.from({ length: many }, (_, at) => ink(`${prefix}${at}`)),
    ink('rest'),
  ];
  return {
    ink,
    isDark,
    palette: () => inks('c', HUES),
    ages: () => inks('age', SHADES),
    toggle() {
      root.dataset.appearance = isDark() ? 'light' : 'dark';
      renew();
    },
  };
}
