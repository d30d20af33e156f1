// Which parts of a process deals still hang on, whoever may see those.
//
// scans Opportunity: a part goes rarely, and then every deal counts
// scans PLAYS: as rarely
//
// params
//   stage_ids: list<string>      uids of stages, or of what were some
//   kinds: list<string>          keys
//   sources: list<string>        keys
//   loss_reasons: list<string>   keys
//   roles: list<string>      keys
// returns
//   name: string             of the stage, else the key of the word
//   count: integer           deals
CALL () {
  UNWIND $stage_ids AS stage_id
  MATCH (stage:Stage|Removed {uid: stage_id})<-[:IN_STAGE]-(deal:Opportunity)
  RETURN stage.name AS name, deal
  UNION
  MATCH (deal:Opportunity)
  UNWIND [one IN [deal.kind] WHERE one IN $kinds] + [one IN [deal.source] WHERE one IN $sources] + [one IN [deal.loss_reason] WHERE one IN $loss_reasons] AS name
  RETURN name, deal
  UNION
  UNWIND $roles AS name
  MATCH (deal:Opportunity)<-[seat:PLAYS]-(:Contact)
  WHERE seat.role_key = name
  RETURN name, deal
}
RETURN name, count(*) AS count
ORDER BY name
LIMIT 200
