"""How a grievance goes: from the event to the plan's answer and beyond. 42 CFR 422.564, 423.564."""
