// Whose contact is shown with an opportunity: who has a part in it, and who works at its accounts.
//
// Any 20,000 participations of those with a part are looked at for hidden evidence, in no order.
//
// params
//   opportunity_id: string
//   today: date
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   seated_ids: list<string> contacts that the reader may see; the first 200 by name
//   employed_ids: list<string>  likewise, at accounts that the reader may see
//   has_hidden: boolean      whether there is evidence of those with a part that the reader may not see
MATCH (deal:Opportunity {uid: $opportunity_id})
WHERE deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids
WITH deal, COLLECT {
  MATCH (deal)<-[:PLAYS]-(contact:Contact)
  WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
  WITH DISTINCT contact
  RETURN contact
  ORDER BY contact.name, contact.uid
  LIMIT 200
} AS seated
RETURN [one IN seated | one.uid] AS seated_ids, COLLECT {
  MATCH (deal)-[:FOR]->(account:Account)<-[job:WORKS_AT]-(contact:Contact)
  WHERE (account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids)
    AND (contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids)
    AND (job.until_on IS NULL OR job.until_on >= $today)
  WITH DISTINCT contact
  ORDER BY contact.name, contact.uid
  RETURN contact.uid
  LIMIT 200
} AS employed_ids, NOT $scope.all AND EXISTS {
  UNWIND seated AS contact
  MATCH (contact)-[:HAS]->(:Handle)<-[:INVOLVES]-(activity:Activity)
  WITH activity
  LIMIT 20000
  WITH activity
  WHERE NOT coalesce((activity.owner_id IS NULL OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids), false) AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
  RETURN activity
} AS has_hidden
