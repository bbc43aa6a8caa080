// What is shown, as a table: sorted by any column, moved through with the arrow keys, saved as CSV.
import { extend } from './extend.js';
import { make } from './dom.js';
import { cut, fold, plural } from './text.js';
import { toCsv } from './csv.js';
import { fileName, saveFile } from './picture.js';

const TABLE_STEP = 100; // rows that are put on the page at once

/** A cell that names nodes, with how it is called and what it sorts by. */
export const nodesCell = (nodes, label) => ({ nodes, text: nodes.map(label).join('; ') });
const cellText = (cell) => (cell && typeof cell === 'object' ? cell.text : (cell ?? ''));

/** The order of rows by a column: numbers by size, texts without case and accents, none last. */
export function sortRows(rows, column, down) {
  const keys = rows.map((row) => {
    const value = cellText(row[column]);
    return typeof value === 'number'
      ? value
      : /^[\x20-\x7e]*$/.test(value)
        ? value.toLowerCase()
        : fold(value);
  });
  const none = (key) => key === '';
  const order = rows
    .map((_, at) => at)
    .sort((a, b) => {
      if (none(keys[a]) || none(keys[b])) return none(keys[a]) - none(keys[b]) || a - b;
      return (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : 0) * (down ? -1 : 1) || a - b;
    });
  return order.map((at) => rows[at]);
}

/**
 * Fills an element with a table. `columns` are { label, number, main, down, spare }: of numbers,
 * naming the row, sorted downwards first (dates), left out on a phone. `rows` are lists of cells:
 * texts, numbers or `nodesCell`. `sort` is { column, down }, `sorted` is told when that changes.
 */
export function showTable(app, host, { title, file, columns, rows, sort, sorted = () => {} }) {
  let shown = TABLE_STEP;
  let order = sort && sort.column < columns.length ? sortRows(rows, sort.column, sort.down) : rows;
  const body = make('tbody', { onkeydown: (event) => walkTable(event, body) });
  const more = make('button', {
    type: 'button',
    onclick: () => {
      const first = body.rows.length;
      shown += TABLE_STEP;
      fillBody();
      focusRow(body.rows[first]);
    },
  });
  const lookOf = ({ number, main, down, spare }) =>
    [number && 'number', main && 'main', down && 'short', spare && 'spare']
      .filter(Boolean)
      .join(' ');
  const heads = columns.map((given, column) => {
    const { label } = given;
    const button = make(
      'button',
      { type: 'button', onclick: () => by(column) },
      label,
      make('span', { 'aria-hidden': 'true' }),
    );
    return make('th', { scope: 'col', class: lookOf(given) }, button);
  });

  function by(column) {
    // Dates and numbers are mostly asked for from the top.
    const first = Boolean(columns[column].number || columns[column].down);
    const same = sort && sort.column === column;
    sort = { column, down: same ? !sort.down : first };
    order = sortRows(rows, sort.column, sort.down);
    shown = TABLE_STEP;
    fillBody();
    sorted(sort);
    app.say(`Sorted by ${columns[column].label}, ${sort.down ? 'descending' : 'ascending'}.`);
  }

  function open(node) {
    app.setView('map');
    app.open(node);
    document.getElementById('panel').focus({ preventScroll: true });
  }
  const button = (node, text) =>
    make(
      'button',
      { type: 'button', tabindex: '-1', onclick: () => open(node) },
      make('bdi', {}, cut(text, 200)),
    );
  function cellOf(cell, column) {
    const tag = column.main ? 'th' : 'td';
    const look = { class: lookOf(column), scope: column.main && 'row' };
    if (cell && cell.nodes)
      return make(
        tag,
        look,
        ...cell.nodes.map((node) =>
          button(node, cell.nodes.length > 1 ? app.model.label(node) : cell.text),
        ),
      );
    const text = typeof cell === 'number' ? cell.toLocaleString('en') : String(cell ?? '');
    return make(tag, look, make('bdi', {}, cut(text, 500)));
  }

  function fillBody() {
    heads.forEach((head, column) => {
      const here = sort && sort.column === column;
      if (here) head.setAttribute('aria-sort', sort.down ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
      head.querySelector('span').textContent = here ? (sort.down ? ' ▼' : ' ▲') : '';
    });
    body.replaceChildren(
      ...order
        .slice(0, shown)
        .map((row) => make('tr', {}, ...columns.map((column, at) => cellOf(row[at], column)))),
    );
    const first = body.querySelector('button');
    if (first) first.tabIndex = 0;
    const left = order.length - shown;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(TABLE_STEP, Math.max(0, left)).toLocaleString('en')} more of ${Math.max(0, left).toLocaleString('en')}`;
  }

  function csv() {
    const lines = order.map((row) => row.map(cellText));
    saveFile(
      fileName(file, 'csv'),
      toCsv([columns.map(({ label }) => label), ...lines]),
      'text/csv;charset=utf-8',
    );
    app.say(`${plural(order.length, 'row')} saved as CSV.`);
  }

  fillBody();
  host.replaceChildren(
    make(
      'div',
      { class: 'table-head' },
      make('h2', {}, title),
      make(
        'button',
        { type: 'button', onclick: csv, ...(rows.length ? {} : { disabled: '' }) },
        'Save as CSV',
      ),
    ),
    make(
      'div',
      { class: 'table-frame' },
      rows.length
        ? make('table', { 'aria-label': title }, make('thead', {}, make('tr', {}, ...heads)), body)
        : make('p', {}, 'Nothing.'),
      more,
    ),
  );
}

/** Of all that can be opened in a table one is in the tab order; arrow keys move to the others. */
function walkTable(event, body) {
  const here = event.target.closest('button');
  if (!here) return;
  const row = here.closest('tr');
  const inRow = [...row.querySelectorAll('button')];
  const at = inRow.indexOf(here);
  const rows = [...body.rows].filter((one) => one.querySelector('button'));
  const line = rows.indexOf(row);
  const goal = {
    ArrowDown: () => rows[line + 1],
    ArrowUp: () => rows[line - 1],
    PageDown: () => rows[Math.min(line + 10, rows.length - 1)],
    PageUp: () => rows[Math.max(line - 10, 0)],
    Home: () => rows[0],
    End: () => rows[rows.length - 1],
    ArrowRight: () => inRow[at + 1],
    ArrowLeft: () => inRow[at - 1],
  }[event.key];
  if (!goal) return;
  event.preventDefault();
  const found = goal();
  if (!found) return;
  here.tabIndex = -1;
  if (found.tagName === 'TR') focusRow(found, at);
  else {
    found.tabIndex = 0;
    found.focus();
  }
}

function focusRow(row, at = 0) {
  const buttons = row ? [...row.querySelectorAll('button')] : [];
  const button = buttons[Math.min(at, buttons.length - 1)];
  if (!button) return;
  button.tabIndex = 0;
  button.focus();
}

extend((app) => {
  const { model } = app;
  const COLUMNS = [
    { label: 'Date', down: true },
    { label: 'Headline', main: true },
    { label: 'Outlet' },
    { label: 'Topics', spare: true },
    { label: 'Links', number: true },
  ];
  const label = (i) => model.label(i);
  let sort = { column: 0, down: true };
  let host = null;

  function rowsOf() {
    return Array.from(app.shown(), (i) => [
      model.date(i),
      nodesCell([i], label),
      nodesCell(
        [model.outlet(i)].filter((j) => j >= 0),
        label,
      ),
      nodesCell(model.topics(i), label),
      model.degree(i),
    ]);
  }
  function refresh() {
    if (!host) return;
    const rows = rowsOf();
    const around = app.focus >= 0 ? ` around “${cut(model.label(app.focus), 80)}”` : '';
    showTable(app, host, {
      title: `${plural(rows.length, 'article')}${around}`,
      file: model.title,
      columns: COLUMNS,
      rows,
      sort,
      sorted: (now) => {
        sort = now;
        app.keep();
      },
    });
  }
  app.addView({
    id: 'table',
    label: 'Table',
    show(element) {
      host = element;
      refresh();
    },
    hide() {
      host = null;
    },
  });
  for (const change of ['filter', 'focus']) app.on(change, refresh);
  app.addState({
    key: 'sort',
    read: () =>
      app.view !== 'table' || (sort.column === 0 && sort.down)
        ? ''
        : `${COLUMNS[sort.column].label.toLowerCase()}${sort.down ? '-' : ''}`,
    write(text) {
      const column = COLUMNS.findIndex((one) => one.label.toLowerCase() === text.replace(/-$/, ''));
      sort = column < 0 ? { column: 0, down: true } : { column, down: text.endsWith('-') };
      refresh();
    },
  });
});
