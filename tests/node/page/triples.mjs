// Prints the triples of a page's data as N-Triples.
import { readFileSync } from 'node:fs';

import { createModel } from '../../../kg/exporters/page/js/model.js';
import { triplesOf } from '../../../kg/exporters/page/js/triples.js';
import { unpack } from '../../../kg/exporters/page/js/unpack.js';

const text = readFileSync(process.argv[2], 'utf8');
const block = (name) =>
  unpack(new RegExp(`<script type="text/plain" id="${name}">([^<]*)<`).exec(text)[1]);
const [core, links, words] = await Promise.all(['core', 'links', 'sparql-words'].map(block));
const model = createModel(core, links, () => block('facts'));
for await (const piece of triplesOf(model, words.vocabulary)) process.stdout.write(piece);
