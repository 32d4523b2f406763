"""How one request for records goes: from sending it to the records in hand. 45 CFR 164.524."""
