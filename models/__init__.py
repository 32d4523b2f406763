"""What things are: intakes, events, deadlines, the rulebook. No Temporal client, no network."""
