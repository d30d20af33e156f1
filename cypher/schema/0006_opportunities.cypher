// Identity of opportunities and of the words they are described in, and what finds them.
CREATE CONSTRAINT opportunity_uid IF NOT EXISTS FOR (node:Opportunity) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT opportunity_kind_uid IF NOT EXISTS FOR (node:OpportunityKind) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT opportunity_kind_key IF NOT EXISTS FOR (node:OpportunityKind) REQUIRE node.key IS UNIQUE;
CREATE CONSTRAINT source_uid IF NOT EXISTS FOR (node:Source) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT source_key IF NOT EXISTS FOR (node:Source) REQUIRE node.key IS UNIQUE;
CREATE CONSTRAINT currency_uid IF NOT EXISTS FOR (node:Currency) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT currency_key IF NOT EXISTS FOR (node:Currency) REQUIRE node.key IS UNIQUE;
CREATE CONSTRAINT criterion_uid IF NOT EXISTS FOR (node:Criterion) REQUIRE node.uid IS UNIQUE;
CREATE INDEX opportunity_name IF NOT EXISTS FOR (node:Opportunity) ON (node.name);
CREATE INDEX opportunity_owner IF NOT EXISTS FOR (node:Opportunity) ON (node.owner_id);
CREATE INDEX opportunity_closed IF NOT EXISTS FOR (node:Opportunity) ON (node.closed_on);
CREATE INDEX opportunity_import IF NOT EXISTS FOR (node:Opportunity) ON (node.import_key);
CREATE FULLTEXT INDEX opportunity_words IF NOT EXISTS FOR (node:Opportunity) ON EACH [node.name] OPTIONS {indexConfig: {`fulltext.analyzer`: 'standard-folding'}};
