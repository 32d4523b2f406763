"""Papers that a person reviews and signs: requests for appeal, grievances, call sheets.

What a paper says follows from the reports of a case, from the rows of the rulebook and from the
tables of `words/`; nothing else is said. Whatever is not known is a gap, marked in the text.
"""
