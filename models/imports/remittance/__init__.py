"""Remittance advices in the X12 835 format: denied claims as cases.

Only the few segments that a case needs are read. Names and numbers of patients are in others.
"""
