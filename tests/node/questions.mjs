// Ask a Turtle file through Comunica: the file, then queries as a JSON list on stdin; prints the
// rows of each as JSON, values in the order of the columns that the query names.
import { readFileSync } from 'node:fs';
import sorting from '@comunica/actor-query-operation-orderby/lib/SortIterator.js';
import { QueryEngine } from '@comunica/query-sparql';
import { Parser, Store } from 'n3';

// Comunica 4 sorts by one key after the other, with a sort that does not keep the order of equals:
// of several keys it heeds but the first. With one that does, it heeds all.
Object.assign(sorting.SortIterator.prototype, {
  _read(_, done) {
    let item = this.source.read();
    while (item !== null) {
      this.sorted.push(item);
      item = this.source.read();
    }
    done();
  },
  _flush(done) {
    for (const item of this.sorted.sort(this.sort)) this._push(item);
    done();
  },
});

const turtle = readFileSync(process.argv[2], 'utf8');
const store = new Store(new Parser({ format: 'text/turtle' }).parse(turtle));
const engine = new QueryEngine();
const answers = [];
for (const query of JSON.parse(readFileSync(0, 'utf8'))) {
  const result = await engine.query(query, { sources: [store] });
  const names = (await result.metadata()).variables.map((each) => (each.variable ?? each).value);
  const rows = await (await result.execute()).toArray();
  answers.push([names, ...rows.map((row) => names.map((name) => row.get(name)?.value ?? ''))]);
}
console.log(JSON.stringify(answers));
