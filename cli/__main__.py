"""`python -m cli` is `appealclock`."""

from cli import main

main()
