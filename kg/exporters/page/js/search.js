// Search over headlines, names of stories, outlets and topics, in any script, without case and
// accents; where nothing is found, with an error in a word.

import { createNear } from './near.js';
import { mostLinked, numbers } from './order.js';
import { fold } from './text.js';

/**
 * @import { Model } from './model.js'
 *
 * @typedef {object} Search
 * @property {(many?: number) => boolean} prepare Makes a part of the index, and says whether more is
 *   to do.
 * @property {(query: string, most?: number) => number[]} find Gives nodes, the best first.
 */

const MIN_NEAR = 2; // letters from which on something like them is sought

/**
 * @param {Model} model
 * @returns {Search}
 */
export function createSearch(model) {
  const [, articles] = model.range('article');
  const [firstTheme] = model.range('theme');
  const ranked = [
    ...numbers(articles, firstTheme).sort(mostLinked(model)),
    ...numbers(0, articles).sort(mostLinked(model)),
  ];
  /** @type {string[]} */
  const texts = [];
  const near = createNear();
  let indexed = 0;

  function prepare(many = 2000) {
    for (const end = Math.min(ranked.length, texts.length + many); texts.length < end; ) {
      const i = ranked[texts.length];
      const label = ` ${fold(model.label(i).slice(0, 2000))}`;
      texts.push(i < articles ? label : `${label} ${fold(model.otherNames(i).join(' '))}`);
    }
    if (texts.length < ranked.length) return true;
    return prepareNear(many / 8);
  }

  /**
   * Makes a part of the tolerant index, which takes longer, and says whether more is to do.
   *
   * @param {number} many
   */
  function prepareNear(many) {
    const end = Math.min(ranked.length, indexed + many);
    near.add(ranked.slice(indexed, end).map((id, at) => ({ id, text: texts[indexed + at] })));
    indexed = end;
    return indexed < ranked.length;
  }

  /** @type {Search['find']} */
  function find(query, most = 12) {
    while (texts.length < ranked.length) prepare();
    const parts = fold(query).split(/\s+/).filter(Boolean);
    if (!parts.length) return [];
    const first = parts[0];
    // Names that begin so, at most half of all; headlines that do; words within; anything; the rest.
    /** @type {number[][]} */
    const tiers = [[], [], [], [], []];
    for (let at = 0; at < texts.length; at += 1) {
      const text = texts[at];
      const place = text.indexOf(first);
      if (place < 0 || !parts.every((part) => text.includes(part))) continue;
      let tier = text.includes(` ${first}`) ? 2 : 3;
      if (place === 1) tier = ranked[at] < articles ? 1 : tiers[0].length < most / 2 ? 0 : 4;
      if (tiers[tier].length < most) tiers[tier].push(ranked[at]);
    }
    const exact = tiers.flat().slice(0, most);
    if (exact.length || parts.join('').length < MIN_NEAR) return exact;
    while (prepareNear(ranked.length));
    return near.find(query, most);
  }

  return { prepare, find };
}
