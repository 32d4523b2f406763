"""A second, independent calendar of each case manager: files that calendar programs read."""
