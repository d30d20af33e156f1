// Which of some records there are that a task may concern and that the reader may see.
//
// params
//   uids: list<string>
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   uid: string
//   label: string            Opportunity, Contact or Account
UNWIND $uids AS uid
MATCH (record:Opportunity|Contact|Account {uid: uid})
WHERE record.owner_id IS NULL OR $scope.all OR record.owner_id = $scope.user_id OR record.team_id IN $scope.team_ids
RETURN uid, head(labels(record)) AS label
ORDER BY uid
LIMIT 100
