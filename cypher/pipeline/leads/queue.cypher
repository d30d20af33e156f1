// Leads that are nobody's: open deals that came by a form or are in a first stage, oldest first.
//
// params
//   stage_ids: list<string>  every open stage
//   first_ids: list<string>  those of them in which deals begin
//   scope: map               the reader's scope, as access.rules.filter_of writes it
//   limit: integer           leads
// returns
//   count: integer           of all of them
//   leads: list<map<datetime>>  opportunity_id, name, source, stage_id, created_at, amount_minor, currency, form, message, contact_id, contact, account_id, account; people, accounts and words only if the reader may see them
UNWIND $stage_ids AS stage_id
MATCH (:Stage {uid: stage_id})<-[:IN_STAGE]-(deal:Opportunity)
WHERE deal.owner_id IS NULL AND (stage_id IN $first_ids OR EXISTS { (deal)<-[:BROUGHT]-(:LeadForm) })
WITH deal, stage_id
ORDER BY deal.created_at, deal.uid
WITH collect({deal: deal, stage_id: stage_id}) AS found
RETURN size(found) AS count, COLLECT {
  UNWIND range(0, size(found[..$limit]) - 1) AS at
  WITH at, found[at].deal AS deal, found[at].stage_id AS stage_id
  WITH at, deal, stage_id, head(COLLECT {
    MATCH (form:LeadForm)-[brought:BROUGHT]->(deal)
    OPTIONAL MATCH (note:Activity {uid: brought.note_id})
    WHERE note.owner_id IS NULL OR $scope.all OR note.owner_id = $scope.user_id OR note.team_id IN $scope.team_ids
    RETURN {form: form.name, message: note.body}
    ORDER BY brought.came_at, form.uid
    LIMIT 1
  }) AS came, head(COLLECT {
    MATCH (contact:Contact)-[plays:PLAYS]->(deal)
    WHERE contact.owner_id IS NULL OR $scope.all OR contact.owner_id = $scope.user_id OR contact.team_id IN $scope.team_ids
    RETURN {uid: contact.uid, name: contact.name}
    ORDER BY plays.since_on, contact.uid
    LIMIT 1
  }) AS contact, head(COLLECT {
    MATCH (deal)-[:FOR {primary: true}]->(account:Account)
    WHERE account.owner_id IS NULL OR $scope.all OR account.owner_id = $scope.user_id OR account.team_id IN $scope.team_ids
    RETURN {uid: account.uid, name: account.name}
    ORDER BY account.uid
    LIMIT 1
  }) AS account
  ORDER BY at
  RETURN {opportunity_id: deal.uid, name: deal.name, source: deal.source, stage_id: stage_id, created_at: deal.created_at, amount_minor: deal.amount_minor, currency: deal.currency, form: came.form, message: came.message, contact_id: contact.uid, contact: contact.name, account_id: account.uid, account: account.name}
} AS leads
