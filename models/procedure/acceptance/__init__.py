"""Whether a new report can be recorded, corrected or taken back."""
