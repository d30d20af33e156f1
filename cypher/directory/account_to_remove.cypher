// An account with every job at it and its place among accounts, to remove it.
//
// params
//   account_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   uid: string
//   owner_id: string?
//   team_id: string?
//   user_id: string?         always null
//   values: map<datetime>    all properties
//   edges: list<map<date>>   type, outgoing, values, other, other_label, kind, value, name, hidden
MATCH (account:Account {uid: $account_id})
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
RETURN account.uid AS uid, account.owner_id AS owner_id, account.team_id AS team_id, null AS user_id, properties(account) AS values, COLLECT {
  MATCH (account)-[edge:WORKS_AT|PART_OF]-(other:Contact|Account)
  RETURN {type: type(edge), outgoing: startNode(edge) = account, values: properties(edge), other: other.uid, other_label: head(labels(other)), kind: null, value: null, name: other.name, hidden: false}
  ORDER BY edge.uid
  LIMIT 100000
} AS edges
