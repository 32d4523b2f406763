"""`appealclock explain --case`: every clock of a case, for a supervisor or an auditor."""
