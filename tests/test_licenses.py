"""Which licenses may stand in the lock files."""

import pytest

from tests.licenses import is_forbidden, named, problems


@pytest.mark.parametrize(
    ("license_", "forbidden"),
    [
        ("MIT", False),
        ("BSD-3-Clause AND Apache-2.0", False),
        ("LGPL-3.0-only", False),
        ("License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)", False),
        ("GPL-3.0", True),
        ("AGPL-3.0-or-later", True),
        ("License :: OSI Approved :: GNU General Public License v2 (GPLv2)", True),
        ("GNU Affero General Public License", True),
        ("GPL-2.0-or-later OR MIT", False),
        ("GPL-2.0-only OR AGPL-3.0-only", True),
    ],
)
def test_a_license(license_: str, forbidden: bool) -> None:
    assert is_forbidden(license_) is forbidden


def test_what_the_lock_files_name_is_looked_at() -> None:
    lock = "pytest==9.2.0 \\\n    --hash=sha256:00\nof-another-system==1 ; sys_platform == 'x'\n"
    assert list(named([lock])) == ["pytest", "of-another-system"]
    assert list(problems(["pytest", "of-another-system"])) == []
