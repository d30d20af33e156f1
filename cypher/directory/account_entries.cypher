// What happened with an account, the newest first: evidence of its people, the first 200 by name, and changes.
//
// params
//   account_id: string
//   before_at: datetime      where the page before ended
//   before_seq: integer
//   kinds: list<string>      of the evidence and changes to show
//   limit: integer           1..501
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   activity_id: string
//   seq: integer
//   kind: string
//   occurred_at: datetime
//   verb: string?
//   subject: string?
//   body: string?            of what people logged by hand
//   changes: string?         as changes.encode writes them; null of bulk changes
//   by: string?              the user who made the change or logged it
//   is_own: boolean
//   involved: list<map>      contact_id, name, part; the first 6, senders first
//   involved_count: integer
CALL () {
  CALL () {
    MATCH (:Account {uid: $account_id})<-[:WORKS_AT]-(contact:Contact)
    WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
    WITH DISTINCT contact
    RETURN contact
    ORDER BY contact.name, contact.uid
    LIMIT 200
  }
  MATCH (contact)-[:HAS]->(:Handle)<-[part:INVOLVES]-(activity:Activity)
  WHERE part.occurred_at <= $before_at
  WITH DISTINCT activity, part.occurred_at AS occurred_at
  WHERE activity.kind IN $kinds AND (occurred_at < $before_at OR activity.seq < $before_seq) AND (activity.owner_id IS NULL OR $scope.all OR activity.owner_id = $scope.user_id OR activity.team_id IN $scope.team_ids) AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
  RETURN activity
  ORDER BY occurred_at DESC, activity.seq DESC
  LIMIT $limit
  UNION
  MATCH (:Account {uid: $account_id})<-[about:ABOUT]-(activity:Activity)
  WHERE about.occurred_at <= $before_at AND activity.kind IN $kinds AND NOT activity.verb IN ['activity.logged', 'tie.declared'] AND (about.occurred_at < $before_at OR activity.seq < $before_seq)
  RETURN activity
  ORDER BY about.occurred_at DESC, activity.seq DESC
  LIMIT $limit
}
WITH activity
ORDER BY activity.occurred_at DESC, activity.seq DESC
LIMIT $limit
OPTIONAL MATCH (logger:User)-[:BROUGHT]->(activity)
RETURN activity.uid AS activity_id, activity.seq AS seq, activity.kind AS kind, activity.occurred_at AS occurred_at, activity.verb AS verb, activity.subject AS subject, CASE WHEN logger IS NOT NULL THEN activity.body END AS body, CASE WHEN activity.batch_id IS NULL THEN activity.changes END AS changes, coalesce(head([(activity)-[:BY]->(author:User) | author.name]), logger.name) AS by, coalesce(logger.uid = $scope.user_id, false) AS is_own, COLLECT {
  MATCH (activity)-[part:INVOLVES]->(handle:Handle)
  OPTIONAL MATCH (person:Contact)-[:HAS]->(handle)
  WHERE person.owner_id IS NULL OR $scope.all OR person.owner_id = $scope.user_id OR person.team_id IN $scope.team_ids
  WITH part, handle, person
  ORDER BY CASE part.as WHEN 'from' THEN 0 WHEN 'organizer' THEN 0 WHEN 'caller' THEN 0 WHEN 'to' THEN 1 WHEN 'callee' THEN 1 ELSE 2 END, handle.value, person.uid
  WHERE person IS NOT NULL OR NOT handle.kind IN ['internal', 'record']
  RETURN {contact_id: person.uid, name: coalesce(person.name, handle.name, handle.value), part: part.as}
  LIMIT 6
} AS involved, COUNT { (activity)-[:INVOLVES]->(:Handle) } AS involved_count
ORDER BY occurred_at DESC, seq DESC
LIMIT $limit
