// Reads a Turtle file with N3.js and prints its triples as N-Triples.
import { readFileSync } from 'node:fs';
import { Parser, Writer } from 'n3';

const quads = new Parser({ format: 'text/turtle' }).parse(readFileSync(process.argv[2], 'utf8'));
const writer = new Writer(process.stdout, { format: 'N-Triples', end: false });
writer.addQuads(quads);
writer.end();
