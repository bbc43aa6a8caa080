// The facts on a node as a list of names and values.

import { make, words } from './dom.js';
import { safeUrl } from './text.js';

/**
 * @import { Facts } from './facts.js'
 * @import { Model } from './model.js'
 * @import { Value } from './nodes.js'
 */

/** @type {Record<string, string>} */
const FACT_NAMES = {
  url: 'Address',
  sameAs: 'Also at',
  ampUrl: 'AMP',
  ampCacheUrl: 'AMP cache',
  image: 'Picture',
  logo: 'Logo',
  author: 'Author',
  dateAdded: 'Added',
  publishedPrecision: 'Precision of the date',
  addedPrecision: 'Precision of the date of adding',
  quality: 'Quality',
  heat: 'Heat',
  curated: 'Has its own post',
  published: 'Shown on the site',
  removed: 'Removed',
  wasDerivedFrom: 'Post',
  type: 'Type',
  alternateName: 'Also called',
  alternativeHeadline: 'Other headlines',
  altLabel: 'Also called',
  hiddenLabel: 'Keywords',
  domain: 'Domain',
  inScheme: 'Scheme',
  inLanguage: 'Language',
  dateModified: 'Changed',
  correction: 'Correction',
  startDate: 'First article',
  endDate: 'Last article',
  startPrecision: 'Precision of the first day',
  outlets: 'Outlets',
  texts: 'Different texts',
};
const SHOWN_ELSEWHERE = ['label', 'abstract', 'description', 'datePublished'];

/**
 * A link that leads out of the page.
 *
 * @param {string} url
 * @param {string | Node} text
 * @param {string} [look]
 */
export function outside(url, text, look = '') {
  const safe = { rel: 'noopener noreferrer', target: '_blank' };
  return make('a', { href: url, ...safe, class: look, title: url }, text);
}

/**
 * @param {Model} model
 * @param {number} i
 * @param {Facts} known
 */
export function factList(model, i, known) {
  const shown = Object.entries(known).filter(([name]) => !SHOWN_ELSEWHERE.includes(name));
  const rows = shown.flatMap(([name, values]) => [
    make('dt', {}, FACT_NAMES[name] || name),
    make('dd', {}, ...values.map(factValue)),
  ]);
  if (known.datePublished) {
    rows.push(make('dt', {}, 'Published'), make('dd', {}, words(known.datePublished[0])));
  }
  const iri = model.base + model.id(i).replace(':', '/');
  rows.push(make('dt', {}, 'IRI'), make('dd', {}, words(iri)));
  const head = make('summary', {}, 'All facts');
  return make('details', { class: 'facts' }, head, make('dl', {}, ...rows));
}

/** @param {Value} value */
function factValue(value) {
  const url = typeof value === 'string' ? safeUrl(value) : '';
  const text = value === true ? 'yes' : value === false ? 'no' : value;
  return make('div', {}, url ? outside(url, words(value)) : words(text));
}
