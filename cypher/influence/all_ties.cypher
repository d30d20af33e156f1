// Every tie, one row per contact with the lower uid.
//
// returns
//   low: string
//   ties: list<list<any>>    uid of the higher contact, sums out, sums in, UTC day since 1970 they are of, level declared, last day of the declaration
MATCH (low:Contact)-[tie:KNOWS]->(high:Contact)
WHERE low.uid IS NOT NULL
WITH low.uid AS low, collect([high.uid, tie.sums_out, tie.sums_in, duration.inDays(date('1970-01-01'), tie.as_of_on).days, tie.declared, duration.inDays(date('1970-01-01'), tie.declared_until_on).days]) AS ties
RETURN low, ties
ORDER BY low
LIMIT 100000000
