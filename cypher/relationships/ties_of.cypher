// The ties of a contact with everybody the reader may see.
//
// params
//   contact_id: string
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   contact_id: string       the other one
//   name: string
//   address: string?
//   outward: boolean         whether the sums' outward direction is from the contact asked for
//   sums_out: list<float>
//   sums_in: list<float>
//   as_of_on: date
//   days: integer
//   evidence_count: integer
//   first_at: datetime?
//   last_at: datetime?
//   declared: string?
//   declared_until_on: date?
MATCH (contact:Contact {uid: $contact_id})-[tie:KNOWS]-(other:Contact)
WHERE other.owner_id IS NULL OR $scope.all OR other.owner_id = $scope.user_id OR other.team_id IN $scope.team_ids
RETURN other.uid AS contact_id, other.name AS name, head([(other)-[:HAS]->(handle:Handle {kind: 'email'}) | handle.value]) AS address, startNode(tie) = contact AS outward, tie.sums_out AS sums_out, tie.sums_in AS sums_in, tie.as_of_on AS as_of_on, tie.days AS days, tie.evidence_count AS evidence_count, tie.first_at AS first_at, tie.last_at AS last_at, tie.declared AS declared, tie.declared_until_on AS declared_until_on
ORDER BY contact_id
LIMIT 100000
