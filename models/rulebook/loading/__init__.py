"""Reads the files of the law, and checks them."""
