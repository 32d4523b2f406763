"""A turn of a case: what is new is taken in, and what follows is said. Pure: JSON in, JSON out."""
