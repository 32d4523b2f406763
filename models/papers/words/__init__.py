"""The texts of papers, a table a language: one text for each code, filled in with facts."""
