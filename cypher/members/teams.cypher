// Every team, by name, with those above it.
//
// returns
//   team_id: string
//   name: string
//   above: list<string>      uids of this team and of those it is part of, up to 8 floors
MATCH (team:Team)
WHERE team.uid IS NOT NULL
RETURN team.uid AS team_id, team.name AS name, COLLECT {
  MATCH (team)-[:PART_OF]->{0,8}(upper:Team)
  RETURN DISTINCT upper.uid AS uid
  ORDER BY uid
  LIMIT 1000
} AS above
ORDER BY name, team_id
LIMIT 10000
