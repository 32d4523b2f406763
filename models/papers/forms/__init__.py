"""The official forms: which there are, and what each of their fields may be filled with."""
