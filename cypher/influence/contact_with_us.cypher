// When some contacts and any of us were last in touch, and which of them are ours themselves.
//
// params
//   contact_ids: list<string>
//   today: date              jobs that ended before it are over
// returns
//   contact_id: string
//   is_ours: boolean
//   last_at: datetime?       null where ties are only declared, or there are none
UNWIND $contact_ids AS contact_id
MATCH (contact:Contact {uid: contact_id})
RETURN contact_id, EXISTS { (contact)<-[:IS]-(:User) } OR EXISTS { (contact)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $today) } AS is_ours, head(COLLECT {
  MATCH (contact)-[tie:KNOWS]-(one:Contact)
  WHERE tie.last_at IS NOT NULL AND (EXISTS { (one)<-[:IS]-(:User) } OR EXISTS { (one)-[job:WORKS_AT]->(home:Account) WHERE home.home AND (job.until_on IS NULL OR job.until_on >= $today) })
  RETURN tie.last_at
  ORDER BY tie.last_at DESC
  LIMIT 1
}) AS last_at
ORDER BY contact_id
LIMIT 1000
