// Identity of the forms of web sites that bring leads.
CREATE CONSTRAINT lead_form_uid IF NOT EXISTS FOR (node:LeadForm) REQUIRE node.uid IS UNIQUE;
CREATE CONSTRAINT lead_form_key IF NOT EXISTS FOR (node:LeadForm) REQUIRE node.key IS UNIQUE;
