"""Requests to an adjudicator: filed in time or late, complete or not, withdrawn, reopened."""
