// Who wrote to whom in the mail of some people, as a hint at who decides.
//
// Mail the reader may not see and whoever of its people they may not see do not count.
//
// params
//   contact_ids: list<string>  the people, whom the reader may see
//   most: integer            messages at most, the newest
//   least: integer           messages from one to another, below which they are left out
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   message_count: integer   seen from or to them, at most `most`
//   pairs: list<map>         from_id, to_id: of a contact, else of an address; count
CALL () {
  UNWIND $contact_ids AS contact_id
  MATCH (contact:Contact {uid: contact_id})-[:HAS]->(:Handle)<-[part:INVOLVES]-(activity:Activity)
  WHERE activity.kind IN ['email', 'message'] AND (activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids) AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
  WITH DISTINCT activity
  ORDER BY activity.occurred_at DESC, activity.uid DESC
  LIMIT $most
  RETURN collect(activity) AS mails
}
CALL (mails) {
  UNWIND mails AS activity
  MATCH (sender:Handle)<-[sent:INVOLVES]-(activity)-[got:INVOLVES]->(receiver:Handle)
  WHERE sent.as = 'from' AND got.as IN ['to', 'cc']
  WITH sender, receiver, count(DISTINCT activity) AS count
  OPTIONAL MATCH (sender)<-[:HAS]-(one:Contact)
  OPTIONAL MATCH (receiver)<-[:HAS]-(other:Contact)
  WITH sender, receiver, one, other, count
  WHERE all(contact IN [one, other] WHERE contact IS NULL OR contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids)
  WITH coalesce(one.uid, sender.uid) AS from_id, coalesce(other.uid, receiver.uid) AS to_id, sum(count) AS count
  WHERE count >= $least
  WITH from_id, to_id, count
  ORDER BY from_id, to_id
  LIMIT 100000
  RETURN collect({from_id: from_id, to_id: to_id, count: count}) AS pairs
}
RETURN size(mails) AS message_count, pairs
ORDER BY message_count
LIMIT 1
