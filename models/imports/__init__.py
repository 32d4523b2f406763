"""Cases read from what others keep: lists of a desk, remittance files, answers of plans.

Each reader gives the cases that a file holds, and says what is wrong with it by row and column or
by transaction. None repeats a value of the file in what it says of it.
"""
