"""Counts time limits: days, hours, working days, step by step."""
