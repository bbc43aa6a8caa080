// SPARQL in the page: Oxigraph as WebAssembly, in a worker that is ended when it takes too long
// and made anew for the next question. There only if the page was built with --sparql.

import { byId } from './dom.js';
import { spell, writtenAt } from './names.js';
import { triplesOf } from './triples.js';
import { bytesFromBase64, gunzip, unpack, unpackText } from './unpack.js';

/**
 * @import { TableCell } from './cells.js'
 * @import { Model } from './model.js'
 * @import { Spelling } from './names.js'
 * @import { Vocabulary } from './triples.js'
 *
 * @typedef {{ type: string, value: string, datatype?: string }} Term
 *
 * @typedef {object} Answer
 * @property {string[]} columns
 * @property {(Term | null)[][]} rows
 * @property {boolean} more Whether there were more rows than are shown.
 * @property {number} milliseconds
 *
 * @typedef {{ error: string }} Failure Why there is no answer, in words.
 *
 * @typedef {{ question: string, query: string }} NamedQuestion
 *
 * @typedef {object} Engine
 * @property {() => Promise<NamedQuestion[]>} questions
 * @property {(query: string, seconds?: number) => Promise<Answer | Failure>} ask A later question
 *   puts an end to this one.
 *
 * @typedef {{ vocabulary: Vocabulary, questions: NamedQuestion[] }} EngineWords
 *
 * @typedef {object} EngineState
 * @property {Model} model
 * @property {Promise<EngineWords> | null} words
 * @property {Worker | null} worker
 * @property {Promise<void> | null} ready Once the worker is being made.
 * @property {(() => void) | null} giveUp Gives up the question that is being answered.
 * @property {number} turn How many questions were asked.
 */

export const SPARQL_SECONDS = 20;
const LATER = { error: 'A later question was asked.' };

/**
 * The engine of this page, or null if it has none.
 *
 * @param {Model} model
 * @returns {Engine | null}
 */
export function engineOf(model) {
  if (!byId('sparql-engine')) return null;
  /** @type {EngineState} */
  const state = { model, words: null, worker: null, ready: null, giveUp: null, turn: 0 };
  return {
    questions: async () => (await wordsOfEngine(state)).questions,
    async ask(query, seconds = SPARQL_SECONDS) {
      state.turn += 1;
      const mine = state.turn;
      const spelling = spell(query);
      state.giveUp?.();
      state.ready ||= startEngine(state);
      try {
        await state.ready;
      } catch (error) {
        endEngine(state);
        return { error: `The engine failed: ${/** @type {Error} */ (error).message}.` };
      }
      return mine === state.turn ? answerTo(state, spelling, seconds) : LATER;
    },
  };
}

/**
 * @param {EngineState} state
 * @returns {Promise<EngineWords>}
 */
function wordsOfEngine(state) {
  state.words ||= unpack(String(byId('sparql-words').textContent));
  return state.words;
}

/** @param {EngineState} state */
async function startEngine(state) {
  const script = await unpackText(String(byId('sparql-script').textContent));
  const { vocabulary } = await wordsOfEngine(state);
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const made = new Worker(url);
  state.worker = made;
  /** @type {Promise<void>} */
  const loaded = new Promise((done, failed) => {
    made.onmessage = ({ data: { error } }) => (error ? failed(new Error(error)) : done());
    made.onerror = (event) => {
      event.preventDefault();
      failed(new Error(event.message || 'it cannot be started'));
    };
  });
  loaded.catch(() => {}); // told below, where it is awaited
  const packed = bytesFromBase64(String(byId('sparql-engine').textContent));
  made.postMessage({ wasm: await gunzip(packed).arrayBuffer() });
  for await (const triples of triplesOf(state.model, vocabulary)) {
    made.postMessage({ triples });
    await awake();
  }
  made.postMessage({});
  await loaded;
  URL.revokeObjectURL(url);
}

/** Lets the page do what else it has to. */
function awake() {
  return new Promise((next) => {
    setTimeout(next);
  });
}

/** @param {EngineState} state */
function endEngine(state) {
  state.worker?.terminate();
  state.worker = null;
  state.ready = null;
  state.giveUp = null;
}

/**
 * @param {EngineState} state
 * @param {Spelling} spelling
 * @param {number} seconds
 * @returns {Promise<Answer | Failure>}
 */
function answerTo(state, spelling, seconds) {
  const worker = /** @type {Worker} */ (state.worker);
  return new Promise((done) => {
    const give = (/** @type {Answer | Failure} */ found, over = false) => {
      clearTimeout(deadline);
      state.giveUp = null;
      if (over) endEngine(state);
      done(found);
    };
    const late =
      `No answer within ${seconds} s, so it was stopped. ` +
      'Ask for less: fewer patterns, or a LIMIT in a subquery.';
    const deadline = setTimeout(() => give({ error: late }, true), seconds * 1000);
    state.giveUp = () => give(LATER, true);
    worker.onmessage = (event) => give(placed(event.data, spelling));
    worker.onerror = (event) => {
      event.preventDefault();
      const reason = event.message || 'no reason was given';
      give({ error: `The engine failed: ${reason}. Ask again to start it anew.` }, true);
    };
    worker.postMessage({ query: spelling.text });
  });
}

/**
 * An answer; where it is an error at some place, that place is one of the query as written.
 *
 * @template {object} T
 * @param {T} answer
 * @param {Spelling} spelling
 * @returns {T}
 */
export function placed(answer, spelling) {
  const error = 'error' in answer ? String(answer.error) : '';
  const found = /^error at (\d+):(\d+)(.*)$/s.exec(error);
  if (!found) return answer;
  const { line, column } = writtenAt(spelling, Number(found[1]), Number(found[2]));
  return { ...answer, error: `error at ${line}:${column}${found[3]}` };
}

/**
 * Which node an IRI, an address or a label names, if it is one alone; else -1.
 *
 * @typedef {{ iris: Map<string, number>, labels: Map<string, number> }} NameTable
 *
 * @param {Model} model
 * @returns {Promise<NameTable>}
 */
export async function nameTable(model) {
  const iris = new Map();
  const labels = new Map();
  const [first] = model.range('article');
  const [, end] = model.range('story');
  /** @type {(map: Map<string, number>, key: string, i: number) => void} */
  const note = (map, key, i) => map.set(key, (map.get(key) ?? i) === i ? i : -1);
  for (let i = first; i < end; i += 1) {
    iris.set(model.base + model.id(i).replace(':', '/'), i);
    note(labels, model.label(i), i);
    const { url } = await model.facts(i);
    if (url) note(iris, String(url[0]), i);
    if (i % 1000 === 999) await awake();
  }
  return { iris, labels };
}

/**
 * The rows of an answer with cells that open, where they name a node.
 *
 * @param {Model} model
 * @param {Answer['rows']} rows
 * @param {NameTable} names
 * @returns {TableCell[][]}
 */
export function cellsOf(model, rows, { iris, labels }) {
  const numeric = /#(integer|decimal|double|float|int|long)$/;
  return rows.map((row) => {
    const nodes = row.map((term) => (term?.type === 'uri' ? (iris.get(term.value) ?? -1) : -1));
    return row.map((term, column) => {
      if (!term) return '';
      if (nodes[column] >= 0) return { nodes: [nodes[column]], text: term.value };
      if (term.type !== 'literal') return term.value;
      if (numeric.test(term.datatype || '')) return Number(term.value);
      const inRow = nodes.find((i) => i >= 0 && model.label(i) === term.value);
      const node = term.datatype ? -1 : (inRow ?? labels.get(term.value) ?? -1);
      return node >= 0 ? { nodes: [node], text: term.value } : term.value;
    });
  });
}
