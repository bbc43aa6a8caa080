// Ask an endpoint through Comunica: the address, then the query; prints the answer as JSON.
import { QueryEngine } from "@comunica/query-sparql";

const [endpoint, query] = process.argv.slice(2);
const engine = new QueryEngine();
const sources = [{ type: "sparql", value: endpoint }];
const result = await engine.query(query, { sources });
if (result.resultType === "boolean") {
  console.log(JSON.stringify(await result.execute()));
} else if (result.resultType === "quads") {
  const quads = await (await result.execute()).toArray();
  console.log(JSON.stringify(quads.map((q) => [q.subject.value, q.predicate.value, q.object.value])));
} else {
  const rows = await (await result.execute()).toArray();
  console.log(JSON.stringify(rows.map((row) =>
    Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])))));
}
