// Every form of web sites with what it brought; those that are in use first, by name.
//
// returns
//   form_id: string
//   key: string
//   name: string
//   source: string           key of a Source
//   origins: list<string>
//   owner: string?           name of the user whose its leads become
//   retired: boolean
//   lead_count: integer
//   last_at: datetime?       when the last lead came
MATCH (form:LeadForm)
WHERE form.key IS NOT NULL
OPTIONAL MATCH (owner:User {uid: form.owner_id})
OPTIONAL MATCH (form)-[brought:BROUGHT]->()
WITH form, owner, count(brought) AS lead_count, max(brought.came_at) AS last_at
RETURN form.uid AS form_id, form.key AS key, form.name AS name, form.source AS source, coalesce(form.origins, []) AS origins, owner.name AS owner, coalesce(form.retired, false) AS retired, lead_count, last_at
ORDER BY retired, name, form_id
LIMIT 1000
