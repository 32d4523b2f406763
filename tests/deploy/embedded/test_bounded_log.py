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


def test_a_full_disk_drops_output_and_raises_nothing() -> None:
    log = BoundedLog(Path("/dev/full"))
    assert not log.write(b"one\n")
    assert not log.write(b"two\n")
    log.close()


def test_output_is_kept_again_once_there_is_room(tmp_path: Path) -> None:
    path = tmp_path / "server.log"
    path.symlink_to("/dev/full")
    log = BoundedLog(path)
    assert not log.write(b"lost\n")
    log.close()
    path.unlink()
    assert log.write(b"kept\n")
    log.close()
    assert path.read_bytes() == b"kept\n"


def test_a_log_that_cannot_be_opened_is_tried_again(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "server.log"
    log = BoundedLog(path)
    assert not log.write(b"lost\n")
    path.parent.mkdir()
    assert log.write(b"kept\n")
    log.close()
    assert path.read_bytes() == b"kept\n"
