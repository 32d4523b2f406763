"""How a complaint to CMS goes: from the call to its resolution. 42 CFR 422.125 and 423.129."""
