// The view that answers questions: those that need no engine, and SPARQL where the page has one.

import { createAnswering } from './answer.js';
import { askedText, createAsking, namedAt, questionOf, readAsked, subjectOf } from './asking.js';
import { inside, make } from './dom.js';
import { extend } from './extend.js';
import { nodesOf } from './order.js';
import { plainQuestions } from './questions.js';
import { engineOf } from './sparql.js';
import { showTable } from './table.js';

/**
 * @import { Answering } from './answer.js'
 * @import { Asking } from './asking.js'
 *
 * @typedef {object} AskView
 * @property {Asking} asking
 * @property {Answering | null} answering Null without an engine.
 */

extend((app) => {
  const engine = engineOf(app.model);
  const asking = createAsking(app, plainQuestions(app.model, app.passes), engine);
  const answering = engine && createAnswering(asking, engine);
  const view = { asking, answering };
  app.addView({
    id: 'ask',
    label: 'Ask',
    async show(element) {
      asking.host = element;
      if (engine && !asking.named.length) asking.named = await engine.questions();
      asking.query ||= asking.named.length ? asking.named[0].query : '';
      drawAsk(view);
    },
    hide() {
      asking.host = null;
      answering?.giveUp();
    },
  });
  app.on('filter', () => {
    if (asking.chosen !== 'sparql') drawAsk(view);
  });
  app.addState({
    key: 'ask',
    read: () => askedText(asking),
    write(text) {
      if (app.view !== 'ask') return; // what was asked is still there on return
      readAsked(asking, text);
      drawAsk(view);
    },
  });
});

/** @param {AskView} view */
function drawAsk(view) {
  const { asking, answering } = view;
  if (!asking.host) return;
  const result = make('div', { class: 'answer' });
  const sparql = asking.chosen === 'sparql' ? answering : null;
  const fields = sparql ? queryFields(asking, sparql, result) : subjectFields(asking, result);
  const form = make('div', { class: 'ask' }, questionField(view), ...fields);
  asking.host.replaceChildren(form, result);
  if (sparql) sparql.askEngine(result);
  else answerPlain(asking, result);
}

/**
 * A list to choose from, with its name.
 *
 * @param {string} name
 * @param {string} id
 * @param {HTMLElement[]} options
 * @param {string} value
 * @param {(value: string) => void} change
 */
function choice(name, id, options, value, change) {
  const select = make('select', { id }, ...options);
  select.value = value;
  select.addEventListener('change', () => change(select.value));
  return make('p', { class: 'field' }, make('label', { for: id }, name), select);
}

/** @type {(value: string, text: string) => HTMLElement} */
const option = (value, text) => make('option', { value }, text);

/** @param {AskView} view */
function questionField(view) {
  const { plain, engine, named, chosen } = view.asking;
  const options = plain.map(({ id, label }) => option(id, label));
  if (engine) {
    const own = option('sparql', 'Your own');
    const others = named.map(({ question }, at) => option(`named ${at}`, question));
    options.push(make('optgroup', { label: 'In SPARQL' }, own, ...others));
  }
  const at = namedAt(view.asking);
  const value = chosen === 'sparql' && at >= 0 ? `named ${at}` : chosen;
  return choice('Question', 'question', options, value, (now) => choose(view, now));
}

/**
 * @param {AskView} view
 * @param {string} value
 */
function choose(view, value) {
  const { asking } = view;
  if (value.startsWith('named ')) {
    asking.chosen = 'sparql';
    asking.query = asking.named[Number(value.slice(6))].query;
  } else {
    asking.chosen = value;
  }
  asking.app.keep();
  drawAsk(view);
  if (asking.host) inside(asking.host, '#question').focus();
}

/**
 * The topic or outlet that a question without engine is asked about.
 *
 * @param {Asking} asking
 * @param {HTMLElement} result
 */
function subjectFields(asking, result) {
  const { model, keep } = asking.app;
  const { takes } = questionOf(asking);
  if (!takes) return [];
  const nodes = nodesOf(model, takes).sort((a, b) => (model.label(a) < model.label(b) ? -1 : 1));
  const options = nodes.map((i) => option(model.id(i), model.label(i).slice(0, 80)));
  const node = subjectOf(asking, takes);
  const name = takes[0].toUpperCase() + takes.slice(1);
  return [
    choice(name, 'question-about', options, node >= 0 ? model.id(node) : '', (id) => {
      asking.about[takes] = model.find(id);
      keep();
      answerPlain(asking, result);
    }),
  ];
}

/**
 * @param {Asking} asking
 * @param {HTMLElement} result
 */
function answerPlain(asking, result) {
  const { app } = asking;
  const { label, takes, columns, rows } = questionOf(asking);
  const node = takes ? subjectOf(asking, takes) : -1;
  const found = takes && node < 0 ? [] : rows(node);
  const title = takes && node >= 0 ? `${label} ${app.model.label(node)}` : label;
  showTable(app, result, { title, file: title, columns, rows: found });
  app.say(`${found.length} rows.`);
}

/**
 * The field for a query, and the button that asks it.
 *
 * @param {Asking} asking
 * @param {Answering} answering
 * @param {HTMLElement} result
 */
function queryFields(asking, answering, result) {
  const text = make('textarea', {
    id: 'query',
    rows: '10',
    spellcheck: 'false',
    autocapitalize: 'off',
    'aria-describedby': 'query-help',
  });
  text.value = asking.query;
  const go = () => {
    asking.query = text.value;
    asking.app.keep();
    answering.askEngine(result);
  };
  text.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    go();
  });
  const help = make('small', { id: 'query-help' }, ' Ctrl+Enter asks, too.');
  return [
    make('p', { class: 'field' }, make('label', { for: 'query' }, 'Query'), text),
    make('p', { class: 'actions' }, make('button', { type: 'button', onclick: go }, 'Ask'), help),
  ];
}
