// What introductions came to that were declined or told the end of, the latest first.
//
// params
//   limit: integer           1..20000
// returns
//   edges: list<float>       as they were when it was asked for
//   way_ids: list<string>    from the connector to the target
//   passed_count: integer
//   outcome: string?         null = declined
MATCH (one:Introduction)
WHERE one.over_at IS NOT NULL
RETURN one.edges AS edges, one.way_ids AS way_ids, one.passed_count AS passed_count, one.outcome AS outcome
ORDER BY one.over_at DESC, one.uid
LIMIT $limit
