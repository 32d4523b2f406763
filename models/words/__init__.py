"""What codes and facts say to people: one table a language, by code."""
