// The editor for queries: YASGUI, the named questions, and links from answers into the page.
'use strict';

const FIRST = `# The newest articles and their outlets.
PREFIX schema: <https://schema.org/>

SELECT ?headline ?outlet ?date ?article WHERE {
  ?article schema:headline ?headline ;
    schema:datePublished ?date ;
    schema:publisher/schema:name ?outlet .
}
ORDER BY DESC(?date)
LIMIT 25
`;

/**
 * @typedef {{ title: string, name: string, query: string }} Question
 *
 * @typedef {object} About What the server says of its graph.
 * @property {string} title
 * @property {string} base The base IRI.
 * @property {Record<string, string>} prefixes
 * @property {Question[]} questions
 */

/**
 * An element of `editor.html`.
 *
 * @param {string} id
 */
function byId(id) {
  return /** @type {HTMLElement} */ (document.getElementById(id));
}

/**
 * The address of an entity in the page, or null for any other address.
 *
 * @param {string} address
 * @param {string} base
 */
function inPage(address, base) {
  if (!base || !address.startsWith(base)) return null;
  const match = /^(article|outlet|topic)\/(.+)$/.exec(address.slice(base.length));
  if (!match) return null;
  const local = match[2].replace(/[^A-Za-z0-9/._~%-]/g, encodeURIComponent);
  return `/#node=${match[1]}:${local}`;
}

/**
 * Lets the links of answers open entities in the page.
 *
 * @param {HTMLElement} root
 * @param {string} base
 */
function rewriteLinks(root, base) {
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = root.querySelectorAll('a.iri:not([data-node])');
  for (const link of links) {
    const target = inPage(link.getAttribute('href') ?? '', base);
    if (target) {
      link.dataset.node = '';
      link.href = target;
      link.title = 'Open in the page';
    }
    link.rel = 'noopener noreferrer';
  }
}

/** @param {string} sentence */
function say(sentence) {
  const trouble = byId('trouble');
  trouble.textContent = sentence;
  trouble.hidden = false;
}

/**
 * @param {HTMLElement} root
 * @param {About} about
 * @param {string} endpoint
 */
function createYasgui(root, { base, prefixes }, endpoint) {
  Yasgui.Yasqe.defaults.value = FIRST;
  Yasgui.Yasqe.defaults.autocompleters = ['variables', 'prefixes'];
  Yasgui.Yasr.defaults.prefixes = prefixes;
  return new Yasgui(root, {
    requestConfig: { endpoint, method: 'POST' },
    copyEndpointOnNewTab: true,
    endpointCatalogueOptions: { getData: () => [] },
    persistenceId: `kg ${base}`,
    populateFromUrl: false,
  });
}

/**
 * Fills the list of named questions.
 *
 * @param {Question[]} named
 * @param {(name: string, query: string) => void} ask
 */
function offerQuestions(named, ask) {
  const questions = /** @type {HTMLSelectElement} */ (byId('questions'));
  for (const { title, name } of named) questions.add(new Option(title, name));
  questions.addEventListener('change', () => {
    const chosen = named.find(({ name }) => name === questions.value);
    if (chosen) ask(chosen.name, chosen.query);
  });
}

async function start() {
  const response = await fetch('/editor/about.json');
  if (!response.ok) throw new Error(await response.text());
  /** @type {About} */
  const about = await response.json();
  document.title = `Query: ${about.title}`;
  byId('title').textContent = about.title;

  const endpoint = `${location.origin}/sparql`;
  const root = byId('editor');
  const observer = new MutationObserver(() => rewriteLinks(root, about.base));
  observer.observe(root, { childList: true, subtree: true });
  const yasgui = createYasgui(root, about, endpoint);
  window.yasgui = yasgui;

  /**
   * @param {string} name
   * @param {string} query
   */
  function ask(name, query) {
    const tab = yasgui.addTab(
      true,
      { name, yasqe: { value: query } },
      { avoidDuplicateTabs: true },
    );
    tab.setRequestConfig?.({ endpoint });
    tab.query().catch(() => {}); // the answer shows what went wrong
  }

  offerQuestions(about.questions, ask);
  const asked = new URLSearchParams(location.search).get('query');
  if (asked) ask('From the URL', asked);
}

start().catch((error) => say(`The editor could not start: ${error.message}`));
