// Deals that have been in a stage for some days, as an effect of it looks at them.
//
// params
//   stage_id: string
//   effect_id: string
//   days: integer
//   came_at: datetime        when the effect was configured
//   now: datetime
//   is_due: boolean          only those with which it is to be carried out now
//   limit: integer           1..20000
//   scope: map               the reader's scope, as access.rules.filter_of writes it
// returns
//   stay_id: string
//   opportunity_id: string
//   name: string
//   began_by: string         uid of the activity that began the stay
//   is_due: boolean          its day passed while effect and stay were known, and it was not done yet
MATCH (stage:Stage {uid: $stage_id})<-[stay:IN_STAGE]-(deal:Opportunity)
WHERE stay.entered_at <= $now - duration({days: $days}) AND (deal.owner_id IS NULL OR $scope.all OR deal.owner_id = $scope.user_id OR deal.team_id IN $scope.team_ids)
WITH stay, deal, stay.entered_at + duration({days: $days}) AS due_at
WITH stay, deal, due_at >= $came_at AND EXISTS {
  MATCH (began:Activity {uid: stay.changed_by})
  WHERE began.recorded_at <= due_at
} AND NOT EXISTS {
  MATCH (deal)<-[:ABOUT]-(act:Activity)
  WHERE act.effect_id = $effect_id AND act.stay_id = stay.uid
} AS due
WHERE due OR NOT $is_due
RETURN stay.uid AS stay_id, deal.uid AS opportunity_id, deal.name AS name, stay.changed_by AS began_by, due AS is_due
ORDER BY stay.entered_at, opportunity_id
LIMIT $limit
