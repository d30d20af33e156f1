// The form of a key, unless it is retired.
//
// params
//   key: string
// returns
//   form_id: string
//   key: string
//   name: string
//   source: string           key of a Source
//   pipeline: string?        key of a Pipeline
//   role: string?            key of a Role
//   origins: list<string>    of the web sites that may read its answers
//   owner_id: string?        whose its leads become
//   created_by: string       uid of the User who made it
MATCH (form:LeadForm {key: $key})
WHERE NOT coalesce(form.retired, false)
RETURN form.uid AS form_id, form.key AS key, form.name AS name, form.source AS source, form.pipeline_key AS pipeline, form.role_key AS role, coalesce(form.origins, []) AS origins, form.owner_id AS owner_id, form.created_by AS created_by
