// Identity of saved views, and what finds those of a person and of a team.
CREATE CONSTRAINT saved_view_uid IF NOT EXISTS FOR (node:SavedView) REQUIRE node.uid IS UNIQUE;
CREATE INDEX saved_view_owner IF NOT EXISTS FOR (node:SavedView) ON (node.owner_id);
CREATE INDEX saved_view_team IF NOT EXISTS FOR (node:SavedView) ON (node.team_id);
