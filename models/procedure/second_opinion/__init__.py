"""A second opinion: the referral, the visit, the written report, and a third where two differ."""
