"""The nouns of a case: its kinds, its reports, what stands, and what was seen and told.

Pure values. What follows from them is in `models.procedure` and `models.notices`.
"""
