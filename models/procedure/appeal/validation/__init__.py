"""Why a report about an appeal is rejected: likely slips, and days that do not fit."""
