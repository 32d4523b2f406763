"""The licenses of everything that the lock files name: `python -m tests.licenses`.

Under the GPL or AGPL, AppealClock could not be passed on under a license of its own; the LGPL is no
hindrance to a library that is imported. Exits with 1 where one is found, or one is not known.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

LOCKS = Path(__file__).parent.parent / "requirements"

_FORBIDDEN = re.compile(
    r"(?<![a-z])(a?gpl)|affero|(?<!lesser )(?<!library )general public license", re.IGNORECASE
)


def licenses_of(found: Distribution) -> list[str]:
    """What a package says of its license: as an expression, in a classifier, or in words."""
    said = found.metadata
    classifiers = said.get_all("Classifier") or []
    classified = [one for one in classifiers if one.startswith("License ::")]
    words = [line for one in said.get_all("License") or [] for line in one.strip().splitlines()]
    return said.get_all("License-Expression") or classified or words[:1]


def is_forbidden(license_: str) -> bool:
    """Whether one of these licenses is the GPL or AGPL, and no other may be chosen."""
    choices = re.split(r"\bOR\b", license_)
    return all(_FORBIDDEN.search(choice) for choice in choices)


def named(locks: Iterable[str]) -> Iterator[str]:
    """The packages that lock files pin."""
    for text in locks:
        yield from re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)


def problems(packages: Iterable[str]) -> Iterator[str]:
    """What is wrong with the licenses of packages, a line each; one for another system is left."""
    for package in packages:
        try:
            licenses = licenses_of(distribution(package))
        except PackageNotFoundError:
            continue
        if not licenses:
            yield f"{package}: its license is not known"
        elif any(is_forbidden(one) for one in licenses):
            yield f"{package}: {'; '.join(licenses)}"


def main() -> int:
    """Say what is wrong; the exit code says whether anything is."""
    locks = [file.read_text() for file in LOCKS.glob("*.txt")]
    found = sorted(set(problems(named(locks))))
    sys.stdout.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
