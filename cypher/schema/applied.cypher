// The schema files this graph has seen.
//
// returns
//   name: string
MATCH (step:SchemaStep)
RETURN step.name AS name
ORDER BY name
LIMIT 10000
