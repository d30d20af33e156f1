// Every influence and reporting line.
//
// returns
//   from_id: string
//   to_id: string
//   type: string             INFLUENCES or REPORTS_TO
//   weight: float?           -1..1, of an influence
//   until_on: date?          its last day
MATCH (contact:Contact)-[edge:INFLUENCES|REPORTS_TO]->(other:Contact)
WHERE contact.uid IS NOT NULL
RETURN contact.uid AS from_id, other.uid AS to_id, type(edge) AS type, edge.weight AS weight, coalesce(edge.expires_on, edge.until_on) AS until_on
ORDER BY from_id, to_id, type, edge.uid
LIMIT 10000000
