// A table: sorted by any column, moved through with the arrow keys, saved as CSV.

import { cellText, sortRows } from './cells.js';
import { toCsv } from './csv.js';
import { byId, inside, make } from './dom.js';
import { fileName, saveFile } from './files.js';
import { cut, plural } from './text.js';

/**
 * @import { App } from './app.js'
 * @import { TableCell, TableColumn, TableSort } from './cells.js'
 *
 * @typedef {object} TableOptions
 * @property {string} title
 * @property {string} file The name of the file of CSV, without its ending.
 * @property {TableColumn[]} columns
 * @property {TableCell[][]} rows
 * @property {{ labels: string[], cells: (row: TableCell[]) => Promise<string[]> }} [more] Columns
 *   that only the file has.
 * @property {TableSort} [sort] Without, rows stand as they are given.
 * @property {(sort: TableSort) => void} [sorted] Told when the reader sorts.
 *
 * @typedef {object} Table
 * @property {App} app
 * @property {TableOptions} options
 * @property {TableSort | undefined} sort
 * @property {TableCell[][]} order The rows in order.
 * @property {number} shown How many rows are on the page.
 * @property {HTMLElement[]} heads
 * @property {HTMLTableSectionElement} body
 * @property {HTMLElement} more The button for more rows.
 */

const TABLE_STEP = 100; // rows that are put on the page at once

/**
 * Fills an element with a table.
 *
 * @param {App} app
 * @param {HTMLElement} host
 * @param {TableOptions} options
 */
export function showTable(app, host, options) {
  const { title, columns, rows, sort } = options;
  const body = make('tbody');
  const more = make('button', { type: 'button' });
  const sorted = sort && sort.column < columns.length;
  /** @type {Table} */
  const table = {
    app,
    options,
    sort,
    order: sorted ? sortRows(rows, sort.column, sort.down) : rows,
    shown: TABLE_STEP,
    heads: [],
    body,
    more,
  };
  table.heads = columns.map((column, at) => headOf(table, column, at));
  body.addEventListener('keydown', (event) => walkTable(event, body));
  more.addEventListener('click', () => showMore(table));
  fillBody(table);

  const save = { type: 'button', disabled: !rows.length, onclick: () => saveCsv(table) };
  const head = make('thead', {}, make('tr', {}, ...table.heads));
  host.replaceChildren(
    make(
      'div',
      { class: 'table-head' },
      make('h2', {}, title),
      make('button', save, 'Save as CSV'),
    ),
    make(
      'div',
      { class: 'table-frame' },
      rows.length ? make('table', { 'aria-label': title }, head, body) : make('p', {}, 'Nothing.'),
      more,
    ),
  );
}

/** @param {TableColumn} column */
function lookOf({ number, main, down, spare }) {
  return [number && 'number', main && 'main', down && 'short', spare && 'spare']
    .filter(Boolean)
    .join(' ');
}

/**
 * @param {Table} table
 * @param {TableColumn} column
 * @param {number} at
 */
function headOf(table, column, at) {
  const arrow = make('span', { 'aria-hidden': 'true' });
  const look = { type: 'button', onclick: () => sortBy(table, at) };
  const button = make('button', look, column.label, arrow);
  return make('th', { scope: 'col', class: lookOf(column) }, button);
}

/**
 * @param {Table} table
 * @param {number} at The column; once more turns its order round.
 */
function sortBy(table, at) {
  const { app, options, sort } = table;
  const { columns, rows, sorted } = options;
  const column = columns[at];
  // Dates and numbers are mostly asked for from the top.
  const first = Boolean(column.number || column.down);
  const down = sort && sort.column === at ? !sort.down : first;
  table.sort = { column: at, down };
  table.order = sortRows(rows, at, down);
  table.shown = TABLE_STEP;
  fillBody(table);
  sorted?.(table.sort);
  app.say(`Sorted by ${column.label}, ${down ? 'descending' : 'ascending'}.`);
}

/** @param {Table} table */
function showMore(table) {
  const first = table.body.rows.length;
  table.shown += TABLE_STEP;
  fillBody(table);
  focusRow(table.body.rows[first]);
}

/** @param {Table} table */
function fillBody(table) {
  const { options, sort, order, shown, heads, body, more } = table;
  for (const [at, head] of heads.entries()) {
    const here = sort?.column === at;
    if (here) head.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending');
    else head.removeAttribute('aria-sort');
    inside(head, 'span').textContent = here ? (sort.down ? ' ▼' : ' ▲') : '';
  }
  const rows = order
    .slice(0, shown)
    .map((row) =>
      make('tr', {}, ...options.columns.map((column, at) => cellOf(table, row[at], column))),
    );
  body.replaceChildren(...rows);
  const first = body.querySelector('button');
  if (first) first.tabIndex = 0;
  const left = Math.max(0, order.length - shown);
  const next = Math.min(TABLE_STEP, left).toLocaleString('en');
  more.hidden = !left;
  more.textContent = `Show ${next} more of ${left.toLocaleString('en')}`;
}

/**
 * @param {Table} table
 * @param {TableCell} cell
 * @param {TableColumn} column
 */
function cellOf({ app }, cell, column) {
  const tag = column.main ? 'th' : 'td';
  const look = { class: lookOf(column), scope: column.main && 'row' };
  if (typeof cell === 'object') {
    const { nodes, text } = cell;
    const name = (/** @type {number} */ i) => (nodes.length > 1 ? app.model.label(i) : text);
    return make(tag, look, ...nodes.map((i) => nodeButton(app, i, name(i))));
  }
  const text = typeof cell === 'number' ? cell.toLocaleString('en') : cell;
  return make(tag, look, make('bdi', {}, cut(text, 500)));
}

/**
 * @param {App} app
 * @param {number} node
 * @param {string} name
 */
function nodeButton(app, node, name) {
  const open = () => {
    app.setView('map');
    app.open(node);
    byId('panel').focus({ preventScroll: true });
  };
  const text = make('bdi', {}, cut(name, 200));
  return make('button', { type: 'button', tabindex: '-1', onclick: open }, text);
}

/** @param {Table} table */
async function saveCsv({ app, options: { file, columns, more }, order }) {
  const added = more ? await Promise.all(order.map(more.cells)) : [];
  const lines = [
    [...columns.map(({ label }) => label), ...(more?.labels ?? [])],
    ...order.map((row, at) => [...row.map(cellText), ...(added[at] ?? [])]),
  ];
  saveFile(fileName(file, 'csv'), toCsv(lines), 'text/csv;charset=utf-8');
  app.say(`${plural(order.length, 'row')} saved as CSV.`);
}

/**
 * Of all that can be opened in a table one is in the tab order; arrow keys move to the others.
 *
 * @param {KeyboardEvent} event
 * @param {HTMLTableSectionElement} body
 */
function walkTable(event, body) {
  const here = /** @type {HTMLElement} */ (event.target).closest('button');
  const row = here?.closest('tr');
  if (!here || !row) return;
  const inRow = [...row.querySelectorAll('button')];
  const at = inRow.indexOf(here);
  const rows = [...body.rows].filter((one) => one.querySelector('button'));
  const line = rows.indexOf(row);
  /** @type {Record<string, HTMLElement | undefined>} */
  const goals = {
    ArrowDown: rows[line + 1],
    ArrowUp: rows[line - 1],
    PageDown: rows[Math.min(line + 10, rows.length - 1)],
    PageUp: rows[Math.max(line - 10, 0)],
    Home: rows[0],
    End: rows[rows.length - 1],
    ArrowRight: inRow[at + 1],
    ArrowLeft: inRow[at - 1],
  };
  if (!(event.key in goals)) return;
  event.preventDefault();
  const goal = goals[event.key];
  if (!goal) return;
  here.tabIndex = -1;
  if (goal instanceof HTMLTableRowElement) focusRow(goal, at);
  else focusCell(goal);
}

/**
 * @param {HTMLElement | undefined} row
 * @param {number} [at] Which of its buttons.
 */
function focusRow(row, at = 0) {
  const buttons = [...(row?.querySelectorAll('button') ?? [])];
  if (buttons.length) focusCell(buttons[Math.min(at, buttons.length - 1)]);
}

/** @param {HTMLElement} button */
function focusCell(button) {
  button.tabIndex = 0;
  button.focus();
}
