// Answers from the engine, as tables.

import { namedAt } from './asking.js';
import { make } from './dom.js';
import { cellsOf, nameTable } from './sparql.js';
import { showTable } from './table.js';

/**
 * @import { Asking } from './asking.js'
 * @import { TableCell } from './cells.js'
 * @import { Answer, Engine, NameTable } from './sparql.js'
 *
 * @typedef {object} Answering
 * @property {(result: HTMLElement) => Promise<void>} askEngine Asks what is written, and fills an
 *   element with the answer.
 * @property {() => void} giveUp Drops the answer that is under way.
 */

/**
 * @param {Asking} asking
 * @param {Engine} engine
 * @returns {Answering}
 */
export function createAnswering(asking, engine) {
  const { model } = asking.app;
  /** @type {Promise<NameTable> | null} */
  let names = null; // made for the first answer
  let answered = 0; // which of the answers under way is the last that was asked for
  return {
    giveUp() {
      answered += 1;
    },
    async askEngine(result) {
      answered += 1;
      const mine = answered;
      const isLate = () => mine !== answered || !asking.host;
      if (!asking.query.trim()) {
        result.replaceChildren(make('p', {}, 'Write a query, and ask.'));
        return;
      }
      result.replaceChildren(make('p', { role: 'status' }, 'Asking …'));
      const found = await engine.ask(asking.query);
      if (isLate()) return;
      if ('error' in found) {
        result.replaceChildren(make('p', { role: 'alert', class: 'wrong' }, found.error));
        return;
      }
      names ||= nameTable(model);
      const rows = cellsOf(model, found.rows, await names);
      if (!isLate()) showAnswer(asking, result, found, rows);
    },
  };
}

/**
 * @param {Asking} asking
 * @param {HTMLElement} result
 * @param {Answer} found
 * @param {TableCell[][]} rows
 */
function showAnswer(asking, result, { columns, more, milliseconds }, rows) {
  const { app } = asking;
  const isNumber = (/** @type {number} */ at) =>
    rows.length > 0 && rows.every((row) => typeof row[at] === 'number');
  const rest = more ? ' rows and more' : rows.length === 1 ? ' row' : ' rows';
  const count = `${rows.length.toLocaleString('en')}${rest}`;
  const time = Math.max(1, Math.round(milliseconds)).toLocaleString('en');
  showTable(app, result, {
    title: `${count} in ${time} ms`,
    file: app.model.title,
    columns: columns.map((label, at) => ({ label, main: at === 0, number: isNumber(at) })),
    rows,
  });
  app.say(count);
  if (rows.length || namedAt(asking) < 0) return;
  const hint = 'This question names things of an example archive: write yours in their place.';
  result.append(make('p', {}, hint));
}
