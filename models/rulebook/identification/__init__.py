"""From the notice somebody holds to what can be done with it: data in `table/`, and the search.

Nothing of it is read before it is asked for: a case counts without it.
"""
