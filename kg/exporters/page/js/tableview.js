// The view that shows articles as a table.

import { nodesCell } from './cells.js';
import { extend } from './extend.js';
import { showTable } from './table.js';
import { cut, plural } from './text.js';

/**
 * @import { App } from './app.js'
 * @import { NodesCell, TableCell, TableColumn, TableSort } from './cells.js'
 */

/** @type {TableColumn[]} */
const ARTICLE_COLUMNS = [
  { label: 'Date', down: true },
  { label: 'Headline', main: true },
  { label: 'Outlet' },
  { label: 'Topics', spare: true },
  { label: 'Links', number: true },
];

/** @type {TableSort} */
const NEWEST_FIRST = { column: 0, down: true };

extend((app) => {
  /** @type {HTMLElement | null} */
  let host = null;
  let sort = NEWEST_FIRST;

  function refresh() {
    if (!host) return;
    const rows = articleRows(app);
    showTable(app, host, {
      title: `${plural(rows.length, 'article')}${aroundWhat(app)}`,
      file: app.model.title,
      columns: ARTICLE_COLUMNS,
      rows,
      more: { labels: ['Time', 'Address'], cells: (row) => timeAndAddress(app, row) },
      sort,
      sorted(now) {
        sort = now;
        app.keep();
      },
    });
  }

  app.addView({
    id: 'table',
    label: 'List',
    show(element) {
      host = element;
      refresh();
    },
    hide() {
      host = null;
    },
  });
  app.on('filter', refresh);
  app.on('focus', refresh);
  app.addState({
    key: 'sort',
    read: () => (app.view === 'table' ? sortText(sort) : ''),
    write(text) {
      sort = sortFrom(text);
      refresh();
    },
  });
});

/**
 * @param {App} app
 * @returns {TableCell[][]}
 */
function articleRows({ model, shown }) {
  return Array.from(shown(), (i) => [
    model.date(i),
    nodesCell([i], model.label),
    nodesCell(
      [model.outlet(i)].filter((j) => j >= 0),
      model.label,
    ),
    nodesCell(model.topics(i), model.label),
    model.degree(i),
  ]);
}

/**
 * The time of an article, if it is known, and its address.
 *
 * @param {App} app
 * @param {TableCell[]} row
 */
async function timeAndAddress({ model }, row) {
  const [i] = /** @type {NodesCell} */ (row[1]).nodes;
  const { url = [''] } = await model.facts(i);
  return [model.exact(i) ? model.time(i) : '', String(url[0])];
}

/** @param {App} app */
function aroundWhat({ model, focus }) {
  return focus >= 0 ? ` around “${cut(model.label(focus), 80)}”` : '';
}

/**
 * An order as the hash says it: 'outlet', 'links-'; '' if it is the usual one.
 *
 * @param {TableSort} sort
 */
function sortText({ column, down }) {
  if (column === NEWEST_FIRST.column && down === NEWEST_FIRST.down) return '';
  return `${ARTICLE_COLUMNS[column].label.toLowerCase()}${down ? '-' : ''}`;
}

/** @param {string} text */
function sortFrom(text) {
  const name = text.replace(/-$/, '');
  const column = ARTICLE_COLUMNS.findIndex(({ label }) => label.toLowerCase() === name);
  return column < 0 ? NEWEST_FIRST : { column, down: text.endsWith('-') };
}
