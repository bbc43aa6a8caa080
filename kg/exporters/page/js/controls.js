// The search box, and the bar of filters with its histogram.

import { byId, make, words } from './dom.js';
import { cut, fold, grouped, plural, spokenDate } from './text.js';

const LISTED_CHOICES = 200;

/** The search box: type-ahead over everything; `choose(i)` when something is chosen. */
export function createSearchBox(model, search, choose) {
  const box = byId('search');
  const found = byId('found');
  let active = -1;

  function suggest() {
    const hits = search.find(box.value);
    active = hits.length ? 0 : -1;
    found.replaceChildren(
      ...hits.map((i, at) =>
        make(
          'li',
          { role: 'option', id: `found-${at}`, 'data-node': String(i), onclick: () => take(i) },
          make('span', { class: `mark ${model.kind(i)}`, 'aria-hidden': 'true' }),
          make(
            'span',
            {},
            words(cut(model.label(i), 200)),
            ' ',
            make(
              'small',
              {},
              words(
                model.kind(i) === 'article'
                  ? [
                      model.outlet(i) >= 0 ? cut(model.label(model.outlet(i)), 40) : '',
                      model.dateInWords(i),
                    ]
                      .filter(Boolean)
                      .join(' · ')
                  : `${model.kind(i)} · ${plural(model.degree(i), 'article')}`,
              ),
            ),
          ),
        ),
      ),
    );
    if (!hits.length)
      found.append(
        make(
          'li',
          { class: 'none', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' },
          'Nothing found',
        ),
      );
    toggle(box.value.trim() !== '');
  }

  function toggle(yes) {
    found.hidden = !yes;
    box.setAttribute('aria-expanded', String(yes));
    [...found.children].forEach((option, at) =>
      option.setAttribute('aria-selected', String(at === active)),
    );
    if (yes && active >= 0) {
      box.setAttribute('aria-activedescendant', `found-${active}`);
      found.children[active].scrollIntoView({ block: 'nearest' });
    } else {
      box.removeAttribute('aria-activedescendant');
    }
  }

  function take(i) {
    toggle(false);
    box.value = '';
    choose(i);
  }

  box.addEventListener('input', suggest);
  box.addEventListener('blur', () => toggle(false));
  found.addEventListener('mousedown', (event) => event.preventDefault()); // keeps the list open for the click
  box.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const many = active < 0 ? 0 : found.children.length;
    if (step && many && !found.hidden) {
      event.preventDefault();
      active = (active + step + many) % many;
      toggle(true);
    } else if (event.key === 'Enter' && many && !found.hidden) {
      take(Number(found.children[active].dataset.node));
    } else if (event.key === 'Escape' && !found.hidden) {
      event.stopPropagation();
      toggle(false);
    }
  });
  document.addEventListener('keydown', (event) => {
    const typing =
      /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || '') &&
      document.activeElement.type !== 'checkbox';
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      box.focus();
    }
  });
}

/** The bar of filters; `change(part)` when the reader sets one. `update(filter, result)` shows them. */
export function createFilterBar(model, months, change) {
  const count = byId('count');
  const clear = byId('clear');
  const curated = byId('curated');
  const from = byId('from');
  const to = byId('to');
  const histogram = byId('histogram');
  const dates = byId('dates');
  let filter;
  let result;

  const menus = ['topic', 'outlet'].map((kind) =>
    createMenu(model, kind, (chosen) => change({ [`${kind}s`]: chosen })),
  );
  dates.hidden = months.length < 2;
  for (const range of [from, to]) range.max = String(Math.max(0, months.length - 1));
  const slid = () => {
    const [a, b] = [Number(from.value), Number(to.value)].sort((x, y) => x - y);
    change({ from: a > 0 ? months[a] : '', to: b < months.length - 1 ? months[b] : '' });
  };
  from.addEventListener('input', slid);
  to.addEventListener('input', slid);
  curated.addEventListener('change', () => change({ curated: curated.checked }));
  clear.addEventListener('click', () => change(null));

  const bars = histogram.getContext('2d');
  function draw(ink) {
    const ratio = globalThis.devicePixelRatio || 1;
    const [wide, tall] = [histogram.clientWidth, histogram.clientHeight];
    histogram.width = wide * ratio;
    histogram.height = tall * ratio;
    bars.scale(ratio, ratio);
    if (!result || !months.length) return;
    // A square root, so that quiet months are seen beside loud ones.
    const most = Math.sqrt(Math.max(1, ...result.byMonth));
    const step = (wide - 12) / months.length;
    const [start, end] = [Number(from.value), Number(to.value)];
    months.forEach((month, at) => {
      const height = (tall * Math.sqrt(result.byMonth[at])) / most;
      bars.fillStyle = ink(
        at >= Math.min(start, end) && at <= Math.max(start, end) ? 'article' : 'line',
      );
      bars.fillRect(6 + at * step, tall - height, Math.max(1, step - (step > 4 ? 1 : 0)), height);
    });
  }

  function update(nowFilter, nowResult, ink) {
    filter = nowFilter;
    result = nowResult;
    const [, articles] = model.range('article');
    count.textContent = result.all
      ? `All ${plural(articles, 'article')}`
      : `${grouped(result.count)} of ${plural(articles, 'article')}`;
    clear.hidden =
      result.all && !Object.values(filter).some((one) => (Array.isArray(one) ? one.length : one));
    curated.checked = filter.curated;
    const last = Math.max(0, months.length - 1);
    const start = filter.from
      ? Math.max(
          0,
          months.findIndex((month) => month >= filter.from),
        )
      : 0;
    const end = filter.to
      ? Math.max(
          0,
          months.findLastIndex((month) => month <= filter.to),
        )
      : last;
    if (document.activeElement !== from || !filter.from) from.value = String(start);
    if (document.activeElement !== to || !filter.to) to.value = String(end);
    from.setAttribute('aria-valuetext', spokenDate(months[start] || ''));
    to.setAttribute('aria-valuetext', spokenDate(months[end] || ''));
    byId('span').textContent = months.length
      ? `${spokenDate(months[start])} – ${spokenDate(months[end])}`
      : '';
    menus[0].update(filter.topics, result.byNode);
    menus[1].update(filter.outlets, result.byNode);
    draw(ink);
  }

  return { update, draw };
}

/** A menu of topics or outlets to choose several from, the largest first. */
function createMenu(model, kind, change) {
  const menu = byId(`${kind}-menu`);
  const [first, end] = model.range(kind);
  const label = menu.querySelector('.chosen');
  const body = menu.querySelector('.choices');
  let chosen = [];
  let counts = null;
  const order = [];
  for (let i = first; i < end; i += 1) if (model.degree(i)) order.push(i);
  order.sort((a, b) => model.degree(b) - model.degree(a) || a - b);
  menu.hidden = !order.length;

  const items = make('ul', {});
  const narrow = make('input', {
    type: 'search',
    'aria-label': `Find ${kind === 'topic' ? 'a topic' : 'an outlet'} to filter by`,
    placeholder: 'Find …',
    oninput: () => fill(),
  });
  function fill() {
    const wanted = fold(narrow.value);
    const fits = order
      .filter((i) => chosen.includes(i) || fold(model.label(i).slice(0, 300)).includes(wanted))
      .slice(0, LISTED_CHOICES);
    items.replaceChildren(
      ...fits.map((i) =>
        make(
          'li',
          {},
          make(
            'label',
            {},
            make('input', {
              type: 'checkbox',
              checked: chosen.includes(i),
              'data-node': String(i),
              onchange: (event) => pick(i, event.target.checked),
            }),
            words(cut(model.label(i), 60)),
            make('small', {}, grouped(counts ? counts[i] : 0)),
          ),
        ),
      ),
    );
  }
  function pick(i, yes) {
    change(yes ? [...chosen, i] : chosen.filter((one) => one !== i));
    items.querySelector(`[data-node="${i}"]`)?.focus();
  }
  body.append(...(order.length > 12 ? [narrow] : []), items);
  menu.addEventListener('toggle', () => {
    if (menu.open) fill();
  });
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    menu.querySelector('summary').focus();
  });
  document.addEventListener('pointerdown', (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });

  function update(nodes, byNode) {
    chosen = nodes;
    counts = byNode;
    const name = kind === 'topic' ? 'Topics' : 'Outlets';
    label.textContent = !nodes.length
      ? name
      : nodes.length === 1
        ? cut(model.label(nodes[0]), 24)
        : `${name}: ${nodes.length}`;
    menu.classList.toggle('on', nodes.length > 0);
    if (menu.open) fill();
  }
  return { update };
}
