// Every account, as imports match organisations against.
//
// params
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   uid: string
//   name: string
//   domains: list<string>
//   employee_count: integer?
//   industry: string?
//   location: string?
//   revenue_minor: integer?
//   currency: string?
//   parent_id: string?
//   visible: boolean         whether the reader may see it
MATCH (account:Account)
WHERE account.name IS NOT NULL
OPTIONAL MATCH (account)-[:PART_OF]->(parent:Account)
WITH account, min(parent.uid) AS parent_id
RETURN account.uid AS uid, account.name AS name, coalesce(account.domains, []) AS domains, account.employee_count AS employee_count, account.industry AS industry, account.location AS location, account.revenue_minor AS revenue_minor, account.currency AS currency, parent_id, account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids AS visible
ORDER BY uid
LIMIT 1000000
