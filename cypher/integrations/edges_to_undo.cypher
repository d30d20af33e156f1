// How edges stand that an import added or changed; those of what is removed are left as they are.
//
// params
//   edges: list<list<string>>  uid of the edge, uid of its start
// returns
//   uid: string
//   values: map<datetime>    all properties
UNWIND $edges AS pair
MATCH (start:Contact|Account|User|Opportunity {uid: pair[1]})-[edge:HAS|WORKS_AT|PART_OF|REPORTS_TO|FOR|IN_STAGE|WAS_IN]->(:Contact|Account|Handle|Stage)
WHERE edge.uid = pair[0]
RETURN edge.uid AS uid, properties(edge) AS values
ORDER BY uid
LIMIT 5000
