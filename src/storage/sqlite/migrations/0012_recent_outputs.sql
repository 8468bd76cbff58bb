-- What steps made lately, in the order in which it was made: put into audit_outputs, whose order is that of hashes, many
-- at a time, since one alone costs a page.
CREATE TABLE audit_outputs_recent (
  digest_start INTEGER NOT NULL,
  number INTEGER NOT NULL
) STRICT;
