"""What people type: intakes and reports, how they are read, and how they are rejected."""
