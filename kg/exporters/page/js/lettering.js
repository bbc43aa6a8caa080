// Texts of the map: how wide they are, how much of them fits, and how they are written.

import { cut } from './text.js';

/**
 * @import { Appearance } from './appearance.js'
 * @import { Pen } from './shapes.js'
 *
 * @typedef {object} Lettering
 * @property {(weight: number, size: number, serif?: boolean) => string} face A font.
 * @property {(pen: Pen, font: string, text: string) => number} measure
 * @property {(pen: Pen, font: string, text: string, width: number) => string} fitted The text, or as
 *   much of its beginning as there is room for.
 * @property {WriteHalo} halo Writes a text on a rim in the colour of the ground.
 *
 * @typedef {(pen: Pen, font: string, text: string, x: number, y: number, colour: string,
 *   align?: CanvasTextAlign) => void} WriteHalo
 */

const LONGEST = 160;
const MOST_WIDTHS = 4000;
const MOST_FITS = 2000;

/**
 * @param {Appearance['ink']} ink
 * @returns {Lettering}
 */
export function createLettering(ink) {
  const widths = createCache(MOST_WIDTHS);
  const fits = createCache(MOST_FITS);

  /** @type {Lettering['measure']} */
  const measure = (pen, font, text) =>
    widths(font + text, () => {
      pen.font = font;
      return pen.measureText(text).width;
    });

  /** @type {Lettering['fitted']} */
  const fitted = (pen, font, text, width) =>
    fits(`${font}${Math.round(width)}${text.slice(0, 200)}`, () =>
      fit(text, (part) => measure(pen, font, part) <= width),
    );

  return {
    face: (weight, size, serif = false) => `${weight} ${size}px ${ink(serif ? 'serif' : 'font')}`,
    measure,
    fitted,
    halo(pen, font, text, x, y, colour, align = 'center') {
      pen.font = font;
      pen.textAlign = align;
      pen.textBaseline = 'middle';
      pen.lineJoin = 'round';
      pen.lineWidth = 4;
      pen.strokeStyle = ink('ground');
      pen.strokeText(text, x, y);
      pen.fillStyle = colour;
      pen.fillText(text, x, y);
    },
  };
}

/**
 * A function that remembers what was made under a key. It forgets everything when it is full.
 *
 * @param {number} most
 * @returns {<T>(key: string, make: () => T) => T}
 */
function createCache(most) {
  let known = new Map();
  return (key, makeValue) => {
    let value = known.get(key);
    if (value === undefined) {
      if (known.size > most) known = new Map();
      value = makeValue();
      known.set(key, value);
    }
    return value;
  };
}

/**
 * @param {string} text
 * @param {(part: string) => boolean} fits
 */
function fit(text, fits) {
  const shown = cut(text, LONGEST);
  if (fits(shown)) return shown;
  let [low, high] = [0, shown.length];
  while (low < high - 1) {
    const middle = (low + high) >> 1;
    if (fits(cut(text, middle))) low = middle;
    else high = middle;
  }
  return low ? cut(text, low) : '';
}
