"""What a State or a plan sets otherwise than the federal rules."""
