"""What is drawn by a seed: intakes, people, reports, editions of the rulebook."""
