"""The tables of docs/rulebook.md; `models.rulebook.document` puts the page together."""
