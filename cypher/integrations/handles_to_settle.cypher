// What the standing evidence says about handles: whose they are, when they were seen, with whom.
//
// params
//   ids: list<string>
// returns
//   uid: string
//   kind: string
//   value: string
//   use: string
//   name: string?
//   contact_id: string?
//   first_at: datetime?      of the evidence that stands
//   last_at: datetime?
//   wrote_to: list<string>   uids of handles it wrote to; empty where it has a contact
//   heard_from: list<string> uids of handles that wrote to it
//   met: boolean             whether it was in a meeting or call
UNWIND $ids AS uid
MATCH (handle:Handle {uid: uid})
OPTIONAL MATCH (contact:Contact)-[:HAS]->(handle)
WITH handle, min(contact.uid) AS contact_id
CALL (handle) {
  MATCH (handle)<-[part:INVOLVES]-(activity:Activity)
  WHERE EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
  RETURN min(part.occurred_at) AS first_at, max(part.occurred_at) AS last_at, coalesce(any(kind IN collect(DISTINCT activity.kind) WHERE kind IN ['meeting', 'call']), false) AS met
}
CALL (handle, contact_id) {
  MATCH (handle)<-[part:INVOLVES {as: 'from'}]-(activity:Activity)-[:INVOLVES]->(other:Handle)
  WHERE contact_id IS NULL AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
  RETURN collect(DISTINCT other.uid) AS wrote_to
}
CALL (handle, contact_id) {
  MATCH (handle)<-[part:INVOLVES]-(activity:Activity)-[:INVOLVES {as: 'from'}]->(other:Handle)
  WHERE contact_id IS NULL AND part.as <> 'from' AND EXISTS { (activity)<-[:BROUGHT]-(source:Import|User) WHERE coalesce(source.standing, true) }
  RETURN collect(DISTINCT other.uid) AS heard_from
}
RETURN handle.uid AS uid, handle.kind AS kind, handle.value AS value, handle.use AS use, handle.name AS name, contact_id, first_at, last_at, wrote_to, heard_from, met
ORDER BY uid
LIMIT 5000
