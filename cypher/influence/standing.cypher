// What holds for every search by now: whom nobody is led over, and what introductions have taught.
//
// returns
//   withheld_ids: list<string>  contacts of colleagues who do not agree to be asked
//   version: integer?        of the latest calibration; null = there is none yet
//   fitted_at: datetime?
//   outcome_count: integer?
//   edge_slope: float?
//   edge_offset: float?
//   edge_count: integer?
//   path_slope: float?
//   path_offset: float?
//   path_count: integer?
//   reliability: string?     as JSON
OPTIONAL MATCH (latest:Calibration)
WHERE latest.version > 0
WITH latest
ORDER BY latest.version DESC
LIMIT 1
RETURN COLLECT {
  MATCH (user:User {shares_ties: false})-[:IS]->(person:Contact)
  RETURN person.uid
  ORDER BY person.uid
  LIMIT 10000
} AS withheld_ids, latest.version AS version, latest.fitted_at AS fitted_at, latest.outcome_count AS outcome_count, latest.edge_slope AS edge_slope, latest.edge_offset AS edge_offset, latest.edge_count AS edge_count, latest.path_slope AS path_slope, latest.path_offset AS path_offset, latest.path_count AS path_count, latest.reliability AS reliability
