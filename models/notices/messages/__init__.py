"""Messages: what each is about, who it goes to, and what became of it."""
