// Ask an endpoint through Comunica: its address, then queries; prints their answers as JSON.
import { QueryEngine } from '@comunica/query-sparql';

const [endpoint, ...queries] = process.argv.slice(2);
const engine = new QueryEngine();
const sources = [{ type: 'sparql', value: endpoint }];

async function answer(query) {
  const result = await engine.query(query, { sources });
  if (result.resultType === 'boolean') return result.execute();
  const found = await (await result.execute()).toArray();
  if (result.resultType === 'quads') {
    return found.map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value]);
  }
  return found.map((row) =>
    Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])),
  );
}

const answers = [];
for (const query of queries) answers.push(await answer(query));
console.log(JSON.stringify(answers));
