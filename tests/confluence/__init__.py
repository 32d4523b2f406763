"""Random cases, corrected, taken back and told in another order: each ends where it should."""
