"""What an appeal is about in dollars: what the patient would owe with and without it."""
