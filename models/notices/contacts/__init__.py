"""The contacts of a case: their addresses, their calendars, and whether mail reaches them."""
