// Who brought an opportunity into its stage, and which that is.
//
// params
//   opportunity_id: string
// returns
//   by: string?              name of the user
//   stage: string            name of the stage
MATCH (deal:Opportunity {uid: $opportunity_id})-[stay:IN_STAGE]->(stage:Stage)
OPTIONAL MATCH (:Activity {uid: stay.changed_by})-[:BY]->(user:User)
RETURN user.name AS by, stage.name AS stage
ORDER BY by
LIMIT 1
