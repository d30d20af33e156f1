// The imports somebody may see, the newest first.
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
//   result: string?
//   owner_id: string?
//   team_id: string?
//   owner: string?
//   evidence_count: integer
//   kept_count: integer?     of an import taken back: contacts and accounts of it that remain
MATCH (import:Import)
WHERE import.started_at IS NOT NULL AND (import.owner_id IS NULL OR $scope.all OR import.owner_id = $scope.user_id OR import.team_id IN $scope.team_ids)
OPTIONAL MATCH (owner:User {uid: import.owner_id})
RETURN import.uid AS import_id, import.kind AS kind, import.name AS name, import.standing AS standing, import.started_at AS started_at, import.finished_at AS finished_at, import.result AS result, import.owner_id AS owner_id, import.team_id AS team_id, owner.name AS owner, COUNT { (import)-[:BROUGHT]->() } AS evidence_count, import.kept_count AS kept_count
ORDER BY started_at DESC, import_id DESC
LIMIT $limit
