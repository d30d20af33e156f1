// Where every deal lies, by the edges that say so: one stay that goes on, and those that are over.
//
// scans Opportunity: it is asked once, after a benchmark, whether any was lost
//
// returns
//   opportunity_id: string
//   rank: string
//   stage_ids: list<string>  of IN_STAGE; more or fewer than one is a mistake
//   stay_count: integer      of WAS_IN
MATCH (deal:Opportunity)
RETURN deal.uid AS opportunity_id, deal.rank AS rank, COLLECT {
  MATCH (deal)-[:IN_STAGE]->(stage:Stage)
  RETURN stage.uid
  ORDER BY stage.uid
  LIMIT 10
} AS stage_ids, COUNT { (deal)-[:WAS_IN]->() } AS stay_count
ORDER BY opportunity_id
LIMIT 1000000
