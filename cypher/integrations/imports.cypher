// The imports somebody may see, the newest first.
//
// What it did it tells those whose it is, and those who see everything: it may have met people whom
// its other readers may not see.
//
// params
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   limit: integer           1..500
// returns
//   import_id: string
//   kind: string
//   name: string
//   standing: boolean
//   started_at: datetime
//   finished_at: datetime?
//   result: string?          null where it is not finished, or not visible
//   owner_id: string?
//   team_id: string?
//   owner: string?
//   evidence_count: integer? null where it is not visible
//   kept_count: integer?     of an import taken back: contacts and accounts of it that remain
//   visible: boolean         whether the reader may see what it did
MATCH (import:Import)
WHERE import.started_at IS NOT NULL AND (import.owner_id IS NULL OR $scope.all OR import.owner_id = $scope.user_id OR import.team_id IN $scope.team_ids)
OPTIONAL MATCH (owner:User {uid: import.owner_id})
WITH import, owner, coalesce($scope.all OR import.owner_id = $scope.user_id, false) AS visible
RETURN import.uid AS import_id, import.kind AS kind, import.name AS name, import.standing AS standing, import.started_at AS started_at, import.finished_at AS finished_at, CASE WHEN visible THEN import.result END AS result, import.owner_id AS owner_id, import.team_id AS team_id, owner.name AS owner, CASE WHEN visible THEN COUNT { (import)-[:BROUGHT]->() } END AS evidence_count, import.kept_count AS kept_count, visible
ORDER BY started_at DESC, import_id DESC
LIMIT $limit
