// Everything on a contact's page but their ties and their timeline.
//
// params
//   contact_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   contact_id: string
//   name: string
//   title: string?
//   kind: string
//   do_not_contact: boolean
//   user_id: string?         the user who is this person
//   owner_id: string?
//   owner: string?
//   team_id: string?
//   source: string?
//   created_at: datetime?
//   created_by: string?
//   changed: map<datetime>   activity_id, by, at of the last change of the contact, their addresses or jobs
//   handles: list<map>       handle_id, kind, value, use
//   jobs: list<map<date>>    the attributes of JobLine
//   superiors: list<map>     contact_id, name, address, account
//   reports: list<map>       contact_id, name, address, account
MATCH (contact:Contact {uid: $contact_id})
WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
OPTIONAL MATCH (owner:User {uid: contact.owner_id})
CALL (contact) {
  OPTIONAL MATCH (contact)-[edge:HAS|WORKS_AT]->(:Handle|Account)
  WITH contact, max(edge.changed_by) AS edge_changed_by
  OPTIONAL MATCH (change:Activity {uid: CASE WHEN edge_changed_by > contact.changed_by THEN edge_changed_by ELSE contact.changed_by END})
  OPTIONAL MATCH (change)-[:BY]->(changer:User)
  RETURN {activity_id: change.uid, by: changer.name, at: change.recorded_at} AS changed
  ORDER BY changer.uid
  LIMIT 1
}
RETURN contact.uid AS contact_id, contact.name AS name, contact.title AS title, contact.kind AS kind, coalesce(contact.do_not_contact, false) AS do_not_contact, head(COLLECT { MATCH (user:User)-[:IS]->(contact) RETURN user.uid ORDER BY user.uid LIMIT 1 }) AS user_id, contact.owner_id AS owner_id, owner.name AS owner, contact.team_id AS team_id, contact.source AS source, contact.created_at AS created_at, head(COLLECT {
  MATCH (contact)<-[:ABOUT]-(:Activity {verb: 'contact.added'})-[:BY]->(author:User)
  RETURN author.name
  ORDER BY author.uid
  LIMIT 1
}) AS created_by, changed, COLLECT {
  MATCH (contact)-[:HAS]->(handle:Handle)
  WHERE NOT handle.kind IN ['internal', 'record']
  RETURN {handle_id: handle.uid, kind: handle.kind, value: handle.value, use: handle.use}
  ORDER BY handle.kind, handle.value
  LIMIT 500
} AS handles, COLLECT {
  MATCH (contact)-[job:WORKS_AT]->(account:Account)
  WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
  RETURN {job_id: job.uid, account_id: account.uid, account: account.name, title: job.title, from_on: job.from_on, until_on: job.until_on, seen_from_on: job.seen_from_on, seen_until_on: job.seen_until_on, board: coalesce(job.board, false), primary: coalesce(job.primary, false)}
  ORDER BY coalesce(job.primary, false) DESC, job.until_on IS NULL DESC, coalesce(job.until_on, job.seen_until_on, job.from_on) DESC, job.uid
  LIMIT 500
} AS jobs, COLLECT {
  MATCH (contact)-[line:REPORTS_TO]->(superior:Contact)
  WHERE line.until_on IS NULL AND (superior.owner_id IS NULL OR $scope.all OR superior.owner_id = $scope.user_id OR superior.team_id IN $scope.team_ids)
  RETURN {contact_id: superior.uid, name: superior.name, address: null, account: null}
  ORDER BY superior.name, superior.uid
  LIMIT 100
} AS superiors, COLLECT {
  MATCH (contact)<-[line:REPORTS_TO]-(report:Contact)
  WHERE line.until_on IS NULL AND (report.owner_id IS NULL OR $scope.all OR report.owner_id = $scope.user_id OR report.team_id IN $scope.team_ids)
  RETURN {contact_id: report.uid, name: report.name, address: null, account: null}
  ORDER BY report.name, report.uid
  LIMIT 100
} AS reports
