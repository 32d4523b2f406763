"""Simulated caseloads: seeded reports and faults over years, judged by a rule of their own."""
