// A deal and a person who is to have a part in it, or no longer; the deal is locked until then.
//
// params
//   opportunity_id: string
//   contact_id: string
//   role_key: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   owner_id: string?        of the deal
//   team_id: string?
//   contact_id: string?      null = there is none that the reader may see
//   role_keys: list<string>  all there are
//   seat: map<date>?         properties of PLAYS where the person has that part
MATCH (deal:Opportunity {uid: $opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
SET deal.changed_by = deal.changed_by
WITH deal
OPTIONAL MATCH (contact:Contact {uid: $contact_id})
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
RETURN deal.owner_id AS owner_id, deal.team_id AS team_id, contact.uid AS contact_id, COLLECT {
  MATCH (role:Role)
  WHERE role.key IS NOT NULL
  RETURN role.key
  ORDER BY role.position, role.key
  LIMIT 200
} AS role_keys, head(COLLECT {
  MATCH (contact)-[plays:PLAYS {role_key: $role_key}]->(deal)
  RETURN properties(plays)
  ORDER BY plays.uid
  LIMIT 1
}) AS seat
ORDER BY contact_id
LIMIT 1
