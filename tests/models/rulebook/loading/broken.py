"""How a file of the rulebook is broken."""

from pathlib import Path


def replace(path: Path, after: str, old: str, new: str) -> None:
    """Change the first `old` that follows `after`."""
    text = path.read_text(encoding="utf-8")
    start = text.index(after)
    at = text.index(old, start)
    path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
