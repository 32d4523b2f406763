"""What is measured: the worker and the floor, as processes, on one server."""
