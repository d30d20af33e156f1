// Between which ranks a card comes to lie in a column: below one card, above another, or on top.
//
// What is won or lost lies in no column: there is nothing to lie between.
//
// That stage and those it leaves stay locked until the command is over, always in one order:
// people who move at once wait for each other instead of dying in deadlocks, and nobody takes
// a stage away meanwhile.
//
// params
//   locked: list<string>     stages to lock, among them the one it comes to
//   stage_id: string
//   above_id: string?        uid of the card it lies below
//   below_id: string?        uid of the card it lies above, where none is above it
//   moved: list<string>      uids of the cards that are moved: they are in nobody's way
// returns
//   low: string?             rank of the card above; None at the top
//   high: string?            rank of the card below; None at the bottom
UNWIND $locked AS uid
WITH DISTINCT uid
ORDER BY uid
MATCH (one:Stage {uid: uid})
SET one.lock = true REMOVE one.lock
WITH count(one) AS locked
MATCH (stage:Stage {uid: $stage_id})
OPTIONAL MATCH (column:Stage {uid: stage.uid})
WHERE column.type = 'open'
OPTIONAL MATCH (above:Opportunity {uid: $above_id})
WHERE EXISTS { (above)-[:IN_STAGE]->(column) }
OPTIONAL MATCH (below:Opportunity {uid: $below_id})
WHERE EXISTS { (below)-[:IN_STAGE]->(column) }
CALL (column, above, below) {
  WITH column, above.rank AS low
  WHERE low IS NOT NULL
  OPTIONAL MATCH (column)<-[:IN_STAGE]-(next:Opportunity)
  WHERE next.rank > low AND NOT next.uid IN $moved
  WITH low, next.rank AS rank
  WHERE rank IS NULL OR rank > low
  RETURN low, min(rank) AS high
  UNION
  WITH column, above, below.rank AS high
  WHERE above IS NULL AND high IS NOT NULL
  OPTIONAL MATCH (column)<-[:IN_STAGE]-(last:Opportunity)
  WHERE last.rank < high AND NOT last.uid IN $moved
  WITH last.rank AS rank, high
  WHERE rank IS NULL OR rank < high
  RETURN max(rank) AS low, high
  UNION
  WITH column, above, below
  WHERE above IS NULL AND below IS NULL
  OPTIONAL MATCH (column)<-[:IN_STAGE]-(first:Opportunity)
  WHERE NOT first.uid IN $moved
  RETURN null AS low, min(first.rank) AS high
}
RETURN low, high
