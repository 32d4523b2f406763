"""The state of the embedded stack is for its owner alone, however it came there."""

from pathlib import Path

from deploy.embedded.state_directory import Home


def test_what_is_open_to_others_is_closed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("of somebody else")
    elsewhere.chmod(0o644)
    home = Home(tmp_path / "home")
    home.inbox.mkdir(parents=True)
    mail, database = home.inbox / "one.eml", home.temporal_database
    for file in (mail, database):
        file.write_text("kept")
        file.chmod(0o664)
    (home.path / "link").symlink_to(elsewhere)
    for directory in (home.path, home.inbox):
        directory.chmod(0o755)
    home.create()
    assert {one.stat().st_mode & 0o777 for one in (home.path, home.inbox, home.logs)} == {0o700}
    assert {one.stat().st_mode & 0o777 for one in (mail, database)} == {0o600}
    assert elsewhere.stat().st_mode & 0o777 == 0o644
    assert mail.read_text() == "kept"
