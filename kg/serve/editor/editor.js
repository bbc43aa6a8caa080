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

/** Return the address of an entity in the page, or null for any other address. */
function inPage(address, base) {
  if (!base || !address.startsWith(base)) return null;
  const match = /^(article|outlet|topic)\/(.+)$/.exec(address.slice(base.length));
  if (!match) return null;
  const local = match[2].replace(/[^A-Za-z0-9/._~%-]/g, encodeURIComponent);
  return `/#node=${match[1]}:${local}`;
}

/** Let the links of answers open entities in the page. */
function rewriteLinks(root, base) {
  for (const link of root.querySelectorAll('a.iri:not([data-node])')) {
    const target = inPage(link.getAttribute('href') ?? '', base);
    if (target) {
      link.dataset.node = '';
      link.href = target;
      link.title = 'Open in the page';
    }
    link.rel = 'noopener noreferrer';
  }
}

function say(sentence) {
  const trouble = document.getElementById('trouble');
  trouble.textContent = sentence;
  trouble.hidden = false;
}

async function start() {
  const response = await fetch('/editor/about.json');
  if (!response.ok) throw new Error(await response.text());
  const about = await response.json();
  document.title = `Query: ${about.title}`;
  document.getElementById('title').textContent = about.title;

  const endpoint = `${location.origin}/sparql`;
  const root = document.getElementById('editor');
  new MutationObserver(() => rewriteLinks(root, about.base)).observe(root, {
    childList: true,
    subtree: true,
  });

  Yasgui.Yasqe.defaults.value = FIRST;
  Yasgui.Yasqe.defaults.autocompleters = ['variables', 'prefixes'];
  Yasgui.Yasr.defaults.prefixes = about.prefixes;
  const yasgui = new Yasgui(root, {
    requestConfig: { endpoint, method: 'POST' },
    copyEndpointOnNewTab: true,
    endpointCatalogueOptions: { getData: () => [] },
    persistenceId: `kg ${about.base}`,
    populateFromUrl: false,
  });
  window.yasgui = yasgui;

  function ask(name, query) {
    const tab = yasgui.addTab(
      true,
      { name, yasqe: { value: query } },
      { avoidDuplicateTabs: true },
    );
    tab.setRequestConfig?.({ endpoint });
    tab.query().catch(() => {}); // the answer shows what went wrong
  }

  const questions = document.getElementById('questions');
  for (const question of about.questions) {
    questions.add(new Option(question.title, question.name));
  }
  questions.addEventListener('change', () => {
    const chosen = about.questions.find((each) => each.name === questions.value);
    if (chosen) ask(chosen.name, chosen.query);
  });

  const asked = new URLSearchParams(location.search).get('query');
  if (asked) ask('From the URL', asked);
}

start().catch((error) => say(`The editor could not start: ${error.message}`));
