"""The production profile: what a service must have before it may hold real people's cases."""
