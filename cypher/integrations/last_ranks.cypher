// How far down the cards of some stages lie.
//
// params
//   stage_ids: list<string>
// returns
//   stage_id: string
//   rank: string?            of the last card; None where there is none
UNWIND $stage_ids AS stage_id
MATCH (stage:Stage {uid: stage_id})
OPTIONAL MATCH (stage)<-[:IN_STAGE]-(deal:Opportunity)
RETURN stage_id, max(deal.rank) AS rank
ORDER BY stage_id
LIMIT 2000
