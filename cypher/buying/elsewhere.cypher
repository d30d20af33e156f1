// Who has which part in other deals of the accounts of a deal, as far as the reader may see them.
//
// params
//   opportunity_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   opportunity_id: string   of the other deal
//   opportunity: string      its name
//   contact_id: string
//   name: string
//   role_key: string
//   is_here: boolean         whether they have that part in this deal already
MATCH (deal:Opportunity {uid: $opportunity_id})-[:FOR]->(account:Account)<-[:FOR]-(other:Opportunity)
WHERE other <> deal AND (deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids) AND (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids) AND (other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids) AND EXISTS { (other)<-[:PLAYS]-(:Contact) }
WITH DISTINCT deal, other
ORDER BY other.created_at DESC, other.uid
LIMIT 20
MATCH (other)<-[plays:PLAYS]-(contact:Contact)
MATCH (role:Role {key: plays.role_key})
WHERE (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids) AND NOT coalesce(role.retired, false)
RETURN other.uid AS opportunity_id, other.name AS opportunity, contact.uid AS contact_id, contact.name AS name, role.key AS role_key, EXISTS { (contact)-[:PLAYS {role_key: role.key}]->(deal) } AS is_here
ORDER BY other.created_at DESC, opportunity_id, role.position, name, contact_id
LIMIT 1000
