"""Files that commands write for people: for their owner alone, as they tell of cases."""

from pathlib import Path

from models.storage.whole_file import replace_file


def write_exported(file: Path, content: bytes) -> None:
    """Write a file that its owner alone can read, whole or not at all.

    It takes the place of an earlier one, also of one that was open to others. A terminal or a pipe
    stays as it is.

    Raises:
        OSError: It cannot be written; an earlier file stays.
    """
    if file.exists() and not file.is_file():
        file.write_bytes(content)
    else:
        replace_file(file.resolve(), content)


def make_export_folder(folder: Path) -> None:
    """Make a folder for such files where it is not there, for its owner alone.

    Raises:
        OSError: It cannot be made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
