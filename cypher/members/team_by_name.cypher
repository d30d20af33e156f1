// A team by its name.
//
// params
//   name: string
// returns
//   uid: string
MATCH (team:Team)
WHERE toLower(team.name) = toLower($name)
RETURN team.uid AS uid
ORDER BY uid
LIMIT 1
