// By what nodes are coloured: each scheme gives every node a place in a list of colours.

const SHOWN_HUES = 12;

/** Schemes by name: `tint` (a place for each node), `legend` ([place, words] each). */
export function createSchemes(model) {
  const [, articles] = model.range('article');
  const rest = SHOWN_HUES;
  const cached = {};

  /** The largest groups have hues, all others share the last colour. */
  function byGroup(kind, groupOf, hueOf) {
    const [first, end] = model.range(kind);
    const size = new Uint32Array(model.count);
    for (let i = 0; i < articles; i += 1) if (groupOf(i) >= 0) size[groupOf(i)] += 1;
    const nodes = Array.from({ length: end - first }, (_, at) => first + at).filter((i) => size[i]);
    nodes.sort((a, b) => size[b] - size[a] || a - b);
    const hue = new Map(
      nodes
        .slice(0, hueOf ? nodes.length : SHOWN_HUES)
        .map((node, at) => [node, hueOf ? at % SHOWN_HUES : at]),
    );
    const tint = new Uint8Array(model.count).fill(rest);
    for (let i = 0; i < articles; i += 1) tint[i] = hue.get(groupOf(i)) ?? rest;
    for (const [node, at] of hue) tint[node] = at;
    const legend = hueOf
      ? []
      : nodes.slice(0, 8).map((node) => [hue.get(node), model.label(node), node]);
    return { tint, legend, ages: false };
  }

  function byAge() {
    const tint = new Uint8Array(model.count).fill(7);
    const dated = Array.from({ length: articles }, (_, i) => i).filter((i) => model.time(i));
    dated.sort((a, b) => (model.time(a) < model.time(b) ? -1 : 1));
    dated.forEach((i, at) => {
      tint[i] = Math.min(6, Math.floor((7 * at) / dated.length));
    });
    const legend = [];
    for (let step = 0; step < 7 && dated.length >= 7; step += 2) {
      legend.push([step, `from ${model.date(dated[Math.ceil((step * dated.length) / 7)])}`, -1]);
    }
    return { tint, legend, ages: true };
  }

  const makers = {
    topic: () => {
      const scheme = byGroup('topic', (i) => model.home(i));
      const [first, end] = model.range('theme');
      for (let theme = first; theme < end; theme += 1) {
        const home = model.homeOfTheme(theme);
        scheme.tint[theme] = home >= 0 ? scheme.tint[home] : rest;
      }
      return scheme;
    },
    outlet: () => byGroup('outlet', (i) => model.outlet(i)),
    theme: () => byGroup('theme', (i) => model.theme(i), true),
    age: byAge,
  };
  return {
    names: Object.keys(makers),
    get: (name) => (cached[name] ||= (makers[name] || makers.topic)()),
  };
}
