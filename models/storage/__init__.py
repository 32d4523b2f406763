"""The database: the tables of the read model and the delivery ledger, and their migrations."""
