"""The log of a case: its reports, each with its number, and every version of them."""
