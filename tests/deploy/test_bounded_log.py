"""Another process's output is kept, and cannot fill the disk."""

from pathlib import Path

from deploy.embedded.bounded_log import BoundedLog


def test_output_is_appended_across_starts(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    for line in (b"one\n", b"two\n"):
        log = BoundedLog(path)
        log.write(line)
        log.close()
    assert path.read_bytes() == b"one\ntwo\n"


def test_the_oldest_output_goes(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    log = BoundedLog(path, limit=100)
    for number in range(1000):
        log.write(f"{number:08}\n".encode())
    log.close()
    assert path.read_text().endswith("00000999\n")
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 200
