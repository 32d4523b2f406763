"""What becomes of cases that are to be private: how one is forgotten."""
