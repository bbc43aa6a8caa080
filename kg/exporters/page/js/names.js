// Names in a query as the engine takes them. It refuses two kinds that the standard allows: those
// with dots in two places (`outlet:bbc.co.uk`), and those with a character from U+FFF0 on. The
// first are sent with `\.` for each dot, the second as the IRI. `kg/sparql/names.py` does the same.

const START = String.raw`A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\u{10000}-\u{EFFFF}`;
const CHARS = String.raw`${START}_0-9\-\u00B7\u0300-\u036F\u203F-\u2040`;
const ESCAPED = String.raw`%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]`;
const LOCAL = `(?:(?:[${START}_:0-9]|${ESCAPED})(?:(?:[${CHARS}:.]|${ESCAPED})*(?:[${CHARS}:]|${ESCAPED}))?)?`;
const TOKEN = new RegExp(
  [
    String.raw`(?<space>[ \t\r\n]+|#[^\r\n]*)`,
    String.raw`(?<text>"""(?:"{0,2}(?:[^"\\]|\\.))*"""|'''(?:'{0,2}(?:[^'\\]|\\.))*'''`,
    String.raw`(?!""")"(?:[^"\\\n\r]|\\.)*"|(?!''')'(?:[^'\\\n\r]|\\.)*')`,
    String.raw`(?<iri><[^<>"{}|^\x60\\\x00-\x20]*>)`,
    `(?<name>(?:[${START}](?:[${CHARS}.]{0,200}[${CHARS}])?)?:${LOCAL})`,
    '(?<word>[A-Za-z_]+)',
  ].join('|'),
  'suy',
);

/**
 * @typedef {{ kind?: string, text: string, at: number }} Word
 *
 * @typedef {object} Spelling A query as the engine takes it.
 * @property {string} written The query as written.
 * @property {string} text The query for the engine.
 * @property {[place: number, writtenPlace: number][]} places What `writtenAt` needs.
 */

/**
 * Yields each word; what is of no kind that matters here is left out.
 *
 * @param {string} query
 * @returns {Generator<Word, void>}
 */
function* wordsOf(query) {
  for (let at = 0; at < query.length; ) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(query);
    const text = match ? match[0] : String.fromCodePoint(query.codePointAt(at) ?? 0);
    const groups = match?.groups;
    if (groups && !groups.space) {
      yield {
        kind: Object.keys(groups).find((kind) => groups[kind] !== undefined),
        text,
        at,
      };
    }
    at += text.length;
  }
}

/** @param {Word[]} words */
function prefixesIn(words) {
  /** @type {Map<string, string>} */
  const found = new Map();
  words.forEach(({ text }, at) => {
    const [name, iri] = words.slice(at + 1, at + 3);
    if (/prefix$/i.test(text) && name?.kind === 'name' && iri?.kind === 'iri')
      found.set(name.text.slice(0, -1), iri.text.slice(1, -1));
  });
  return found;
}

/**
 * @param {string} name
 * @param {Map<string, string>} prefixes
 */
function spelt(name, prefixes) {
  const at = name.indexOf(':');
  const local = name.slice(at + 1);
  if (/[\uFFF0-\u{10FFFF}]/u.test(local)) {
    const iri = (prefixes.get(name.slice(0, at)) || '') + local.replace(/\\(.)/g, '$1');
    return /^[A-Za-z][\w+.-]*:/.test(iri) ? `<${iri}>` : name;
  }
  return (
    name.slice(0, at + 1) + local.replace(/\\.|\./g, (found) => (found === '.' ? '\\.' : found))
  );
}

/**
 * @param {string} written
 * @returns {Spelling}
 */
export function spell(written) {
  const query = written.replace(/^\uFEFF/, '');
  const words = [...wordsOf(query)];
  const prefixes = prefixesIn(words);
  /** @type {Spelling['places']} */
  const places = [];
  let text = '';
  let done = 0;
  for (const { kind, text: name, at } of words) {
    const better = kind === 'name' ? spelt(name, prefixes) : name;
    if (better !== name) {
      text += query.slice(done, at);
      places.push([text.length, at], [text.length + better.length, at + name.length]);
      text += better;
      done = at + name.length;
    }
  }
  return { written: query, text: text + query.slice(done), places };
}

/**
 * Line and column, as the engine counts them in what it was sent, in the query as written.
 *
 * @param {Spelling} spelling
 * @param {number} line
 * @param {number} column
 */
export function writtenAt({ written, text, places }, line, column) {
  const before = text
    .split('\n')
    .slice(0, line - 1)
    .map((each) => `${each}\n`)
    .join('');
  const here = before.length + [...text.slice(before.length)].slice(0, column - 1).join('').length;
  const index = places.findLastIndex(([place]) => place <= here);
  const [from, to] = places[index] || [0, 0];
  const there = Math.min(to + here - from, places[index + 1]?.[1] ?? Infinity);
  const lines = written.slice(0, there).split('\n');
  return { line: lines.length, column: [...lines[lines.length - 1]].length + 1 };
}
