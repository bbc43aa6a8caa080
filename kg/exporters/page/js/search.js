// Search over headlines, names of stories, outlets and topics, in any script, without case and accents.

import { fold, numbers } from './text.js';

/**
 * A search over a model. `prepare()` makes a part of the index and says whether more is to do;
 * `find(query, most)` gives nodes, the best first.
 */
export function createSearch(model) {
  const [, articles] = model.range('article');
  const [firstTheme] = model.range('theme');
  const byWeight = (a, b) => model.degree(b) - model.degree(a) || a - b;
  const ranked = [
    ...numbers(articles, firstTheme).sort(byWeight),
    ...numbers(0, articles).sort(byWeight),
  ];
  const texts = [];

  function prepare(many = 2000) {
    for (const end = Math.min(ranked.length, texts.length + many); texts.length < end; ) {
      const i = ranked[texts.length];
      const label = ` ${fold(model.label(i).slice(0, 2000))}`;
      texts.push(i < articles ? label : `${label} ${fold(model.otherNames(i).join(' '))}`);
    }
    return texts.length < ranked.length;
  }

  function find(query, most = 12) {
    while (prepare(1e9));
    const parts = fold(query).split(/\s+/).filter(Boolean);
    if (!parts.length) return [];
    const first = parts[0];
    // Names that begin so, at most half of all; headlines that do; words within; anything; the rest.
    const tiers = [[], [], [], [], []];
    for (let at = 0; at < texts.length; at += 1) {
      const text = texts[at];
      const place = text.indexOf(first);
      if (place < 0 || !parts.every((part) => text.includes(part))) continue;
      const tier =
        place !== 1
          ? text.includes(` ${first}`)
            ? 2
            : 3
          : ranked[at] < articles
            ? 1
            : tiers[0].length < most / 2
              ? 0
              : 4;
      if (tiers[tier].length < most) tiers[tier].push(ranked[at]);
    }
    return tiers.flat().slice(0, most);
  }

  return { prepare, find };
}
