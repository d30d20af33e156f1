// The influences and reporting lines that leave some contacts.
//
// params
//   ids: list<string>
// returns
//   from_id: string
//   to_id: string
//   type: string             INFLUENCES or REPORTS_TO
//   weight: float?           -1..1, of an influence
//   until_on: date?          its last day
UNWIND $ids AS uid
MATCH (contact:Contact {uid: uid})-[edge:INFLUENCES|REPORTS_TO]->(other:Contact)
RETURN contact.uid AS from_id, other.uid AS to_id, type(edge) AS type, edge.weight AS weight, coalesce(edge.expires_on, edge.until_on) AS until_on
ORDER BY from_id, to_id, type, edge.uid
LIMIT 10000000
