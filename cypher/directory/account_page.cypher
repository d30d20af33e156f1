// Everything on an account's page but its timeline.
//
// params
//   account_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   today: date
// returns
//   account_id: string
//   name: string
//   domains: list<string>
//   industry: string?
//   employee_count: integer?
//   revenue_minor: integer?
//   currency: string?
//   location: string?
//   home: boolean
//   owner_id: string?
//   owner: string?
//   team_id: string?
//   source: string?
//   created_at: datetime?
//   changed: map<datetime>   activity_id, by, at of the last change
//   people: list<map<datetime>> contact_id, name, title, is_former, last_contact_at; the first 200 by name
//   person_count: integer    all whom the reader may see
//   parent: map?             account_id, name, domain
//   children: list<map>      account_id, name, domain
MATCH (account:Account {uid: $account_id})
WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
OPTIONAL MATCH (owner:User {uid: account.owner_id})
OPTIONAL MATCH (change:Activity {uid: account.changed_by})
OPTIONAL MATCH (change)-[:BY]->(changer:User)
CALL (account) {
  MATCH (contact:Contact)-[job:WORKS_AT]->(account)
  WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
  WITH contact, job
  ORDER BY coalesce(job.primary, false) DESC, job.until_on IS NULL DESC, coalesce(job.until_on, job.seen_until_on, job.from_on) DESC, job.uid
  WITH contact, head(collect(job)) AS job
  ORDER BY contact.name, contact.uid
  WITH collect({contact: contact, job: job}) AS everybody
  RETURN size(everybody) AS person_count, everybody[..200] AS people
}
RETURN account.uid AS account_id, account.name AS name, coalesce(account.domains, []) AS domains, account.industry AS industry, account.employee_count AS employee_count, account.revenue_minor AS revenue_minor, account.currency AS currency, account.location AS location, coalesce(account.home, false) AS home, account.owner_id AS owner_id, owner.name AS owner, account.team_id AS team_id, account.source AS source, account.created_at AS created_at, {activity_id: change.uid, by: changer.name, at: change.recorded_at} AS changed, COLLECT {
  UNWIND people AS person
  WITH person.contact AS contact, person.job AS job
  OPTIONAL MATCH (contact)-[tie:KNOWS]-(other:Contact)
  WHERE other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids
  WITH contact, job, max(tie.last_at) AS last_contact_at
  ORDER BY contact.name, contact.uid
  RETURN {contact_id: contact.uid, name: contact.name, title: coalesce(job.title, contact.title), is_former: coalesce(job.until_on < $today, false), last_contact_at: last_contact_at}
} AS people, person_count, head(COLLECT {
  MATCH (account)-[:PART_OF]->(parent:Account)
  WHERE parent.owner_id IS NULL OR $scope.all OR parent.owner_id = $scope.user_id OR parent.team_id IN $scope.team_ids
  RETURN {account_id: parent.uid, name: parent.name, domain: head(parent.domains)}
  ORDER BY parent.uid
  LIMIT 1
}) AS parent, COLLECT {
  MATCH (account)<-[:PART_OF]-(child:Account)
  WHERE child.owner_id IS NULL OR $scope.all OR child.owner_id = $scope.user_id OR child.team_id IN $scope.team_ids
  RETURN {account_id: child.uid, name: child.name, domain: head(child.domains)}
  ORDER BY child.name, child.uid
  LIMIT 100
} AS children
