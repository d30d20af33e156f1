// A form, locked until the command is over.
//
// params
//   form_id: string
// returns
//   name: string
//   retired: boolean
MATCH (form:LeadForm {uid: $form_id})
SET form.lock = true REMOVE form.lock
RETURN form.name AS name, coalesce(form.retired, false) AS retired
