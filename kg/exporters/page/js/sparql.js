// SPARQL in the page: Oxigraph as WebAssembly, in a worker that is ended when it takes too long
// and made anew for the next question. There only if the page was built with --sparql.
import { byId } from './dom.js';
import { unpack, unpackText } from './model.js';
import { spell, writtenAt } from './names.js';
import { triplesOf } from './triples.js';

export const SPARQL_SECONDS = 20;

/** The engine of this page, or null if it has none. */
export function engineOf(model) {
  const data = byId('sparql-engine');
  if (!data) return null;
  let settings = null;
  const set = () => (settings ||= unpack(byId('sparql-words').textContent));
  let worker = null;
  let ready = null; // a promise, once the worker is being made
  let busy = null; // gives up the question that is being answered
  let turn = 0;

  async function start() {
    const script = await unpackText(byId('sparql-script').textContent);
    const { vocabulary } = await set();
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const made = new Worker(url);
    worker = made;
    const loaded = new Promise((done, failed) => {
      made.onmessage = ({ data: { error } }) => (error ? failed(new Error(error)) : done());
      made.onerror = (event) => {
        event.preventDefault();
        failed(new Error(event.message || 'it cannot be started'));
      };
    });
    loaded.catch(() => {}); // told below, where it is awaited
    const stream = new Blob([bytesFromBase64(data.textContent)])
      .stream()
      .pipeThrough(new DecompressionStream('gzip'));
    made.postMessage({ wasm: await new Response(stream).arrayBuffer() });
    for await (const triples of triplesOf(model, vocabulary)) {
      made.postMessage({ triples });
      await new Promise((next) => {
        setTimeout(next);
      }); // the page stays awake meanwhile
    }
    made.postMessage({});
    await loaded;
    URL.revokeObjectURL(url);
  }

  function end() {
    if (worker) worker.terminate();
    worker = null;
    ready = null;
    busy = null;
  }

  return {
    /** The named questions: { question, query }. */
    questions: async () => (await set()).questions,
    /** The rows of an answer, or { error } in words. A later question puts an end to this one. */
    async ask(query, seconds = SPARQL_SECONDS) {
      const mine = (turn += 1);
      const spelling = spell(query);
      if (busy) busy();
      ready ||= start();
      try {
        await ready;
      } catch (error) {
        end();
        return { error: `The engine failed: ${error.message}.` };
      }
      if (mine !== turn) return { error: 'A later question was asked.' };
      return new Promise((done) => {
        const give = (found, over) => {
          clearTimeout(deadline);
          busy = null;
          if (over) end();
          done(found);
        };
        const late = `No answer within ${seconds} s, so it was stopped. Ask for less: fewer patterns, or a LIMIT in a subquery.`;
        const deadline = setTimeout(() => give({ error: late }, true), seconds * 1000);
        busy = () => give({ error: 'A later question was asked.' }, true);
        worker.onmessage = (event) => give(placed(event.data, spelling));
        worker.onerror = (event) => {
          event.preventDefault();
          give(
            {
              error: `The engine failed: ${event.message || 'no reason was given'}. Ask again to start it anew.`,
            },
            true,
          );
        };
        worker.postMessage({ query: spelling.text });
      });
    },
  };
}

/** An answer; where it is an error at some place, that place is one of the query as written. */
export function placed(answer, spelling) {
  const found = /^error at (\d+):(\d+)(.*)$/s.exec(answer.error || '');
  if (!found) return answer;
  const { line, column } = writtenAt(spelling, Number(found[1]), Number(found[2]));
  return { ...answer, error: `error at ${line}:${column}${found[3]}` };
}

function bytesFromBase64(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** Which node an IRI, an address or a label names, if it is one alone. */
export async function nameTable(model) {
  const iris = new Map();
  const labels = new Map();
  const [first] = model.range('article');
  const [, end] = model.range('story');
  const note = (map, key, i) => map.set(key, map.has(key) && map.get(key) !== i ? -1 : i);
  for (let i = first; i < end; i += 1) {
    iris.set(model.base + model.id(i).replace(':', '/'), i);
    note(labels, model.label(i), i);
    const { url } = await model.facts(i);
    if (url) note(iris, url[0], i);
    if (i % 1000 === 999)
      await new Promise((next) => {
        setTimeout(next);
      }); // the page stays awake
  }
  return { iris, labels };
}

/** The rows of an answer with cells that open, where they name a node. */
export function cellsOf(model, rows, { iris, labels }) {
  const numeric = /#(integer|decimal|double|float|int|long)$/;
  return rows.map((row) => {
    const named = row.map((term) =>
      term && term.type === 'uri' ? (iris.get(term.value) ?? -1) : -1,
    );
    return row.map((term, column) => {
      if (!term) return '';
      if (named[column] >= 0) return { nodes: [named[column]], text: term.value };
      if (term.type !== 'literal') return term.value;
      if (numeric.test(term.datatype || '')) return Number(term.value);
      const inRow = named.find((i) => i >= 0 && model.label(i) === term.value);
      const node = term.datatype ? -1 : (inRow ?? labels.get(term.value) ?? -1);
      return node >= 0 ? { nodes: [node], text: term.value } : term.value;
    });
  });
}
