// What lists, filters and the search box look things up by.
CREATE INDEX contact_name IF NOT EXISTS FOR (node:Contact) ON (node.name);
CREATE INDEX account_name IF NOT EXISTS FOR (node:Account) ON (node.name);
CREATE INDEX account_home IF NOT EXISTS FOR (node:Account) ON (node.home);
CREATE INDEX handle_value IF NOT EXISTS FOR (node:Handle) ON (node.value);
CREATE INDEX activity_batch IF NOT EXISTS FOR (node:Activity) ON (node.batch_id);
CREATE INDEX import_started IF NOT EXISTS FOR (node:Import) ON (node.started_at);
CREATE FULLTEXT INDEX contact_words IF NOT EXISTS FOR (node:Contact) ON EACH [node.name, node.title] OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};
CREATE FULLTEXT INDEX account_words IF NOT EXISTS FOR (node:Account) ON EACH [node.name, node.domains, node.location] OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};
