// Every tie there is, by the lower contact.
//
// returns
//   low: string
//   highs: list<string>
MATCH (low:Contact|Removed)-[:KNOWS]->(high:Contact|Removed)
WHERE low.uid IS NOT NULL
WITH low.uid AS low, collect(high.uid) AS highs
RETURN low, highs
ORDER BY low
LIMIT 10000000
