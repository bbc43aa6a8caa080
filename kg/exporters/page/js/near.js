// What a search finds where nothing is written exactly so: words with one error, words that are
// joined or parted, numeronyms such as "k8s", and pairs of letters of scripts without spaces.

import { MiniSearch } from './libraries.js';
import { fold } from './text.js';

/**
 * @typedef {object} Near
 * @property {(texts: { id: number, text: string }[]) => void} add Adds texts to the index.
 * @property {(query: string, most: number) => number[]} find Gives nodes, the best first.
 */

const SEARCH_WORD = /[\p{L}\p{N}]+/gu;
const SPACELESS = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]/;
const NUMERONYM = /^(\p{L})(\d{1,2})(\p{L})$/u;
const MIN_TOLERANT = 4; // letters of a word in which one may be wrong
const MIN_PART = 2; // letters of a word that is joined to another
const MAX_WORDS = 12; // of a query

/**
 * The words of a text; of scripts without spaces, pairs of letters.
 *
 * @param {string} text
 */
export function searchWords(text) {
  const found = fold(text).match(SEARCH_WORD) ?? [];
  return found.flatMap((word) => {
    if (!SPACELESS.test(word) || word.length < 3) return [word];
    return Array.from({ length: word.length - 1 }, (_, at) => word.slice(at, at + 2));
  });
}

/**
 * An index of texts.
 *
 * @returns {Near}
 */
export function createNear() {
  /** @type {Set<string>} */
  const known = new Set();
  const index = new MiniSearch({
    fields: ['text'],
    tokenize(text) {
      const found = searchWords(text);
      for (const word of found) known.add(word);
      return found;
    },
    processTerm: (word) => word,
  });

  return {
    add: (texts) => index.addAll(texts),
    find(query, most) {
      const all = [...known];
      const wanted = searchWords(query).slice(0, MAX_WORDS);
      for (const reading of readingsOf(wanted, known, all)) {
        const hits = index.search(reading.join(' '), {
          combineWith: 'AND',
          prefix: true,
          fuzzy: (word) => (word.length >= MIN_TOLERANT ? 1 : 0),
        });
        if (hits.length) return hits.slice(0, most).map(({ id }) => id);
      }
      return [];
    },
  };
}

/**
 * What the words of a query may mean, the likeliest first.
 *
 * @param {string[]} wanted
 * @param {Set<string>} known
 * @param {string[]} all The known words.
 * @returns {string[][]}
 */
function readingsOf(wanted, known, all) {
  if (!wanted.length) return [];
  const spelled = wanted.flatMap((word, at) =>
    spelledOut(word, all).map((whole) => wanted.with(at, whole)),
  );
  const parted = wanted.flatMap((word, at) =>
    partsIn(word, known).map((parts) => [
      ...wanted.slice(0, at),
      ...parts,
      ...wanted.slice(at + 1),
    ]),
  );
  const joined = wanted.length > 1 && known.has(wanted.join('')) ? [[wanted.join('')]] : [];
  return [...spelled, ...parted, ...joined, wanted];
}

/**
 * The words that a numeronym may stand for: "k8s" is "kubernetes".
 *
 * @param {string} word
 * @param {string[]} all
 */
function spelledOut(word, all) {
  const [, first, count, last] = NUMERONYM.exec(word) ?? [];
  if (!first) return [];
  const length = Number(count) + 2;
  return all.filter(
    (each) => each.length === length && each.startsWith(first) && each.endsWith(last),
  );
}

/**
 * The two known words that an unknown one is joined of.
 *
 * @param {string} word
 * @param {Set<string>} known
 */
function partsIn(word, known) {
  if (known.has(word)) return [];
  return Array.from({ length: word.length }, (_, at) => [word.slice(0, at), word.slice(at)]).filter(
    ([one, other]) =>
      one.length >= MIN_PART && other.length >= MIN_PART && known.has(one) && known.has(other),
  );
}
