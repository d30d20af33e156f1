// Who changed an opportunity last, and where it lies since.
//
// params
//   opportunity_id: string
// returns
//   by: string?              name of the user
//   stage: string            name of the stage
MATCH (deal:Opportunity {uid: $opportunity_id})-[:IN_STAGE]->(stage:Stage)
OPTIONAL MATCH (:Activity {uid: deal.changed_by})-[:BY]->(user:User)
RETURN user.name AS by, stage.name AS stage
ORDER BY by
LIMIT 1
