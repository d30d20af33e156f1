// Whose records are, for the counts above lists.
CREATE INDEX contact_owner IF NOT EXISTS FOR (node:Contact) ON (node.owner_id);
CREATE INDEX contact_team IF NOT EXISTS FOR (node:Contact) ON (node.team_id, node.owner_id);
CREATE INDEX account_owner IF NOT EXISTS FOR (node:Account) ON (node.owner_id);
CREATE INDEX account_team IF NOT EXISTS FOR (node:Account) ON (node.team_id, node.owner_id);
