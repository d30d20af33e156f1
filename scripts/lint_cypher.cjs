// Lints Cypher files with Neo4j's own parser; reads {schema, files: [{name, text, parameters, keys}]} as JSON from stdin.
const { lintCypherQuery } = require("../tools/cypher-lint/node_modules/@neo4j-cypher/language-support");

const { schema, files } = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
let found = 0;
for (const { name, text, parameters, keys } of files) {
  const propertyKeys = [...schema.propertyKeys, ...keys];
  for (const { message, range } of lintCypherQuery(text, { ...schema, propertyKeys, parameters }).diagnostics) {
    found += 1;
    console.log(`${name}:${range.start.line + 1}:${range.start.character + 1}: ${message}`);
  }
}
console.log(`${files.length} Cypher files, ${found} findings`);
process.exitCode = found ? 1 : 0;
