// The tool that shows the shortest way between two things: over related articles, and through
// outlets and topics if one asks. Chosen by opening first the one, then the other; shown on the map
// and as a list.

import { make } from './dom.js';
import { extend } from './extend.js';
import { shortestPath, steppingStones } from './shortest.js';
import { plural } from './text.js';

/**
 * @import { App } from './app.js'
 *
 * @typedef {object} PathTool
 * @property {App} app
 * @property {number[]} ends None, one or two of them.
 * @property {boolean} choosing Whether what is opened next is an end.
 * @property {boolean} everything Whether the path may lead through groups.
 */

const CHOOSE_FIRST = 'Open what it begins at: search for it with /, or choose it in the picture.';
const CHOOSE_SECOND =
  'Now open where it should lead: search for it with /, or choose it in the picture.';

extend((app) => {
  /** @type {PathTool} */
  const tool = { app, ends: [], choosing: false, everything: false };
  app.addTool({
    id: 'path',
    label: 'Path',
    title: 'The shortest path between two things',
    run() {
      app.setView('map');
      tool.ends = app.focus >= 0 ? [app.focus] : [];
      tool.choosing = true;
      showPath(tool);
    },
  });
  app.on('focus', () => followFocus(tool));
  app.addState({
    key: 'path',
    read: () => pathText(tool),
    write: (text) => readPath(tool, text),
  });
});

/** @param {PathTool} tool */
function showPath(tool) {
  const { app, ends, everything } = tool;
  const { model } = app;
  if (ends.length < 2) {
    askForEnd(tool);
    return;
  }
  const [from, to] = ends;
  const way = shortestPath(model.count, from, to, steppingStones(model, ends, everything));
  app.trace(way);
  const both = `from “${model.label(from)}” to “${model.label(to)}”`;
  const found = way.length
    ? `${plural(way.length - 1, 'step')} ${both}.`
    : `Nothing leads ${both}${everything ? '' : ' over related articles'}.`;
  app.fill(
    'Path',
    make('p', { class: 'summary', dir: 'auto' }, found),
    app.list(way.length ? way : ends),
    widerChoice(tool),
    pathButtons(tool),
  );
  app.say(found);
}

/** @param {PathTool} tool */
function askForEnd(tool) {
  const { app, ends } = tool;
  const what = ends.length ? CHOOSE_SECOND : CHOOSE_FIRST;
  app.trace([]);
  app.fill(
    'Path',
    ...(ends.length ? [app.list(ends)] : []),
    make('p', { class: 'summary' }, what),
    make('button', { type: 'button', onclick: () => stopPath(tool) }, 'Cancel'),
  );
  app.say(what);
}

/** @param {PathTool} tool */
function widerChoice(tool) {
  const wider = make('input', { type: 'checkbox' });
  wider.checked = tool.everything;
  wider.addEventListener('change', () => {
    tool.everything = wider.checked;
    tool.app.keep();
    showPath(tool);
  });
  const label = make('label', {}, wider, ' Also through stories, outlets and topics');
  return make('p', { class: 'summary' }, label);
}

/** @param {PathTool} tool */
function pathButtons(tool) {
  const again = () => {
    tool.ends = [];
    tool.choosing = true;
    tool.app.keep();
    showPath(tool);
  };
  return make(
    'p',
    { class: 'actions' },
    make('button', { type: 'button', onclick: again }, 'Another path'),
    make('button', { type: 'button', onclick: () => stopPath(tool) }, 'Close'),
  );
}

/** @param {PathTool} tool */
function stopPath(tool) {
  tool.ends = [];
  tool.choosing = false;
  tool.app.trace([]);
  tool.app.keep();
  tool.app.open(-1);
}

/** @param {PathTool} tool */
function followFocus(tool) {
  const { app, ends, choosing } = tool;
  if (!choosing || app.focus < 0) {
    // Something else was opened, or all was put away.
    if (ends.length) app.trace([]);
    tool.ends = [];
    tool.choosing = false;
  } else if (app.focus !== ends[0]) {
    ends.push(app.focus);
    tool.choosing = ends.length < 2;
    showPath(tool);
  }
}

/**
 * The path as the hash says it: both ends, and whether it may lead through groups.
 *
 * @param {PathTool} tool
 */
function pathText({ app, ends, everything }) {
  if (ends.length < 2) return '';
  return [...ends.map((i) => app.model.id(i)), ...(everything ? ['all'] : [])].join(' ');
}

/**
 * @param {PathTool} tool
 * @param {string} text
 */
function readPath(tool, text) {
  const [from, to, all] = text.split(' ');
  const found = [from, to].map((id) => tool.app.model.find(id || ''));
  tool.everything = all === 'all';
  tool.choosing = false;
  if (found.every((i) => i >= 0)) {
    tool.ends = found;
    showPath(tool);
  } else if (tool.ends.length) {
    tool.ends = [];
    tool.app.trace([]);
  }
}
