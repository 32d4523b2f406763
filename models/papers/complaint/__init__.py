"""What goes to or against a plan and is no appeal: the grievance, the call sheet for CMS."""
