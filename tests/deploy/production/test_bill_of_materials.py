"""`make sbom`: valid CycloneDX of what the lock file pins, the same wherever it is written."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.running_stack import ROOT
from tests.licenses import named

READ = ("requirements/service.txt", "pyproject.toml")


def recipe() -> list[str]:
    """What the target runs, by this Python.

    It would hold the document to its schema before it writes it, nine tenths of its time; the
    first test does so, and more strictly.
    """
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    found = re.search(r"^sbom:.*\n(?:\t@.*\n)*\t(.*)$", makefile, re.MULTILINE)
    assert found is not None
    return [*shlex.split(found[1].replace("$(BIN)/python", sys.executable)), "--no-validate"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What two runs write, each in a folder of its own."""
    texts = []
    for number in range(2):
        folder = tmp_path_factory.mktemp(f"machine-{number}")
        for name in READ:
            (folder / name).parent.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
        (folder / "build").mkdir()
        kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
        subprocess.run(recipe(), cwd=folder, env=kept, check=True, capture_output=True)
        [file] = (folder / "build").iterdir()
        texts.append(file.read_text())
    return texts


def problem(text: str) -> object:
    """What does not fit the schema, which comes with the library: nothing is fetched."""
    # Imported here: it compiles a grammar for two seconds, in every process that collects tests.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    return JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)


def test_it_fits_its_schema(written: list[str]) -> None:
    assert problem(written[0]) is None


def test_what_does_not_fit_would_be_found(written: list[str]) -> None:
    spoiled = json.loads(written[0]) | {"components": [{"type": "nonsense", "name": "x"}]}
    assert problem(json.dumps(spoiled)) is not None


def test_it_names_what_the_lock_file_pins_with_its_hashes(written: list[str]) -> None:
    document = json.loads(written[0])
    lock = (ROOT / "requirements" / "service.txt").read_text()
    assert {one["name"] for one in document["components"]} == set(named([lock]))
    for one in document["components"]:
        [source] = one["externalReferences"]
        assert source["hashes"]
        assert one["purl"].startswith("pkg:pypi/")
    assert document["metadata"]["component"]["name"] == "appealclock"


def test_it_is_the_same_each_time_and_tells_nothing_of_the_machine(
    written: list[str], tmp_path: Path
) -> None:
    assert written[0] == written[1]
    document = json.loads(written[0])
    assert "timestamp" not in document["metadata"]
    assert "serialNumber" not in document
    for path in (str(ROOT), str(Path.home()), str(tmp_path.parent), sys.prefix):
        assert path == "/" or f"{path}/" not in written[0]
