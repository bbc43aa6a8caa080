// The view that answers questions: those that need no engine, and SPARQL where the page has one.
import { extend } from './extend.js';
import { make } from './dom.js';
import { plainQuestions } from './questions.js';
import { cellsOf, engineOf, nameTable } from './sparql.js';
import { showTable } from './table.js';

extend((app) => {
  const { model } = app;
  const plain = plainQuestions(model, (i) => app.passes(i));
  const engine = engineOf(model);
  let named = []; // the questions in SPARQL, once they are unpacked
  let host = null;
  let chosen = plain[0].id; // a question without engine, or 'sparql'
  let about = {}; // the topic and the outlet that are asked about
  let query = '';
  let names = null; // made for the first answer
  let answered = 0; // which of the answers under way is the last that was asked for

  const usual = { topic: most('topic'), outlet: most('outlet') };
  function most(kind) {
    const [first, end] = model.range(kind);
    let best = -1;
    for (let i = first; i < end; i += 1)
      if (best < 0 || model.degree(i) > model.degree(best)) best = i;
    return best;
  }
  const subject = (kind) => about[kind] ?? usual[kind];
  const question = () => plain.find(({ id }) => id === chosen);

  function choice(name, id, options, value, onchange) {
    const select = make('select', { id, onchange: () => onchange(select.value) }, ...options);
    select.value = value;
    return make('p', { class: 'field' }, make('label', { for: id }, name), select);
  }
  const option = (value, text) => make('option', { value }, text);

  function draw() {
    if (!host) return;
    const questions = choice(
      'Question',
      'question',
      [
        ...plain.map(({ id, label }) => option(id, label)),
        ...(engine
          ? [
              make(
                'optgroup',
                { label: 'In SPARQL' },
                option('sparql', 'Your own'),
                ...named.map(({ question: text }, at) => option(`named ${at}`, text)),
              ),
            ]
          : []),
      ],
      chosen === 'sparql' && namedAt() >= 0 ? `named ${namedAt()}` : chosen,
      choose,
    );
    const result = make('div', { class: 'answer' });
    host.replaceChildren(
      make(
        'div',
        { class: 'ask' },
        questions,
        ...(chosen === 'sparql' ? writing(result) : asking()),
      ),
      result,
    );
    if (chosen === 'sparql') askEngine(result);
    else answerPlain(result);
  }
  const namedAt = () => named.findIndex((one) => one.query === query);

  function choose(value) {
    chosen = value.startsWith('named ') ? 'sparql' : value;
    if (value.startsWith('named ')) query = named[Number(value.slice(6))].query;
    app.keep();
    draw();
    host.querySelector('#question').focus();
  }

  function asking() {
    const { takes } = question();
    if (!takes) return [];
    const [first, end] = model.range(takes);
    const nodes = Array.from({ length: end - first }, (_, at) => first + at).sort((a, b) =>
      model.label(a) < model.label(b) ? -1 : 1,
    );
    const name = takes[0].toUpperCase() + takes.slice(1);
    return [
      choice(
        name,
        'question-about',
        nodes.map((i) => option(model.id(i), model.label(i).slice(0, 80))),
        subject(takes) >= 0 ? model.id(subject(takes)) : '',
        (id) => {
          about[takes] = model.find(id);
          app.keep();
          answerPlain(host.querySelector('.answer'));
        },
      ),
    ];
  }

  function answerPlain(result) {
    const { label, takes, columns, rows } = question();
    const node = takes ? subject(takes) : -1;
    const found = takes && node < 0 ? [] : rows(node);
    const title = takes && node >= 0 ? `${label} ${model.label(node)}` : label;
    showTable(app, result, { title, file: title, columns, rows: found });
    app.say(`${found.length} rows.`);
  }

  function writing(result) {
    const text = make('textarea', {
      id: 'query',
      rows: '10',
      spellcheck: 'false',
      autocapitalize: 'off',
      'aria-describedby': 'query-help',
    });
    text.value = query;
    const go = () => {
      query = text.value;
      app.keep();
      askEngine(result);
    };
    text.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        go();
      }
    });
    return [
      make('p', { class: 'field' }, make('label', { for: 'query' }, 'Query'), text),
      make(
        'p',
        { class: 'actions' },
        make('button', { type: 'button', onclick: go }, 'Ask'),
        make('small', { id: 'query-help' }, ' Ctrl+Enter asks, too.'),
      ),
    ];
  }

  async function askEngine(result) {
    const mine = (answered += 1);
    if (!query.trim()) {
      result.replaceChildren(make('p', {}, 'Write a query, and ask.'));
      return;
    }
    result.replaceChildren(make('p', { role: 'status' }, 'Asking …'));
    const asked = query;
    const found = await engine.ask(asked);
    if (mine !== answered || !host) return;
    if (found.error) {
      result.replaceChildren(make('p', { role: 'alert', class: 'wrong' }, found.error));
      return;
    }
    names ||= nameTable(model);
    const rows = cellsOf(model, found.rows, await names);
    if (mine !== answered || !host) return;
    const columns = found.columns.map((label, at) => ({
      label,
      main: at === 0,
      number: rows.length > 0 && rows.every((row) => typeof row[at] === 'number'),
    }));
    const count = `${rows.length.toLocaleString('en')}${found.more ? ' rows and more' : rows.length === 1 ? ' row' : ' rows'}`;
    showTable(app, result, {
      title: `${count} in ${Math.max(1, Math.round(found.milliseconds)).toLocaleString('en')} ms`,
      file: model.title,
      columns,
      rows,
    });
    app.say(count);
    if (!rows.length && namedAt() >= 0)
      result.append(
        make(
          'p',
          {},
          'This question names things of an example archive: write yours in their place.',
        ),
      );
  }

  async function enter(element) {
    host = element;
    if (engine && !named.length) named = await engine.questions();
    query ||= named.length ? named[0].query : '';
    draw();
  }

  app.addView({
    id: 'ask',
    label: 'Ask',
    show: enter,
    hide() {
      host = null;
      answered += 1;
    },
  });
  app.on('filter', () => {
    if (chosen !== 'sparql') draw();
  });
  app.addState({
    key: 'ask',
    read() {
      if (app.view !== 'ask') return '';
      if (chosen === 'sparql') return `sparql ${query}`;
      const { takes } = question();
      const asked = takes && about[takes] !== undefined ? ` ${model.id(about[takes])}` : '';
      return chosen === plain[0].id && !asked ? '' : chosen + asked;
    },
    write(text) {
      if (app.view !== 'ask') return; // what was asked is still there on return
      const [name, ...rest] = text.split(' ');
      const value = rest.join(' ');
      about = {};
      if (name === 'sparql' && engine) {
        chosen = 'sparql';
        query = value;
      } else {
        chosen = plain.some(({ id }) => id === name) ? name : plain[0].id;
        const { takes } = question();
        if (takes && model.find(value) >= 0) about[takes] = model.find(value);
      }
      draw();
    },
  });
});
