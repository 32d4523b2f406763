"""What a request is made of: the claim and its notices, the appointment, what is missing."""
