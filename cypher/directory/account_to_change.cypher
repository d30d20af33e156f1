// An account with its parent, to edit it.
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
//   edges: list<map<date>>   of PART_OF upwards: type, outgoing, values, other, other_label, kind, value, name, hidden
MATCH (account:Account {uid: $account_id})
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
RETURN account.uid AS uid, account.owner_id AS owner_id, account.team_id AS team_id, null AS user_id, properties(account) AS values, COLLECT {
  MATCH (account)-[edge:PART_OF]->(other:Account)
  RETURN {type: type(edge), outgoing: true, values: properties(edge), other: other.uid, other_label: 'Account', kind: null, value: null, name: other.name, hidden: NOT (other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR coalesce(other.team_id IN $scope.team_ids, false))}
  ORDER BY edge.uid
  LIMIT 100
} AS edges
