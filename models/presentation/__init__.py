"""How a case is shown: panel, answers to queries, acknowledgments, read model, result.

Pure functions of what stands, of what was told, and of the moment at which somebody looks.
"""
