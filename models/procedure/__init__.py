"""How each kind of case goes: the play of its reports, and a module or package per kind."""
