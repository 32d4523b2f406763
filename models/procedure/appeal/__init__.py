"""How an appeal goes: from the denial, level by level, to its end. All eight programs.

What differs between the programs is data: the ladders and the rows of the rulebook.
"""
