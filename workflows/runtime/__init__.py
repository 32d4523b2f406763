"""How Temporal runs the workflows: payloads, the sandbox, timers, starts that cannot be opened."""
