// Note that a schema file has been applied.
//
// params
//   name: string
//   applied_at: datetime
// returns
//   name: string
MERGE (step:SchemaStep {name: $name})
ON CREATE SET step.applied_at = $applied_at
RETURN step.name AS name
