"""Settings of the property tests of the rulebook."""

from hypothesis import settings

# The first use of a holiday imports its library, which takes longer than an example may.
settings.register_profile("rulebook", deadline=None)
settings.load_profile("rulebook")
