"""A case played through without a server: pure turns under a clock that is moved by hand."""
