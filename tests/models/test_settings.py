"""Settings: read when asked for, refused field by field, and never repeated."""

from pathlib import Path

import pytest

from models.settings import ServiceSettings, SettingsError, StackSettings, load_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in (ServiceSettings, StackSettings):
        for name in kind.model_fields:
            monkeypatch.delenv(f"APPEALCLOCK_{name.upper()}", raising=False)


def test_what_is_left_out_is_that_of_the_embedded_stack(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("APPEALCLOCK_HOME", str(tmp_path))
    monkeypatch.setenv("APPEALCLOCK_UI_PORT", "9000")
    settings = load_settings(ServiceSettings)
    assert settings.channels == tmp_path / "channels.yaml"
    assert settings.database_url == f"sqlite:///{tmp_path}/appealclock.sqlite3"
    assert settings.ui_url == "http://localhost:9000"


def test_paths_do_not_depend_on_where_a_command_goes_later(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_settings(StackSettings).home == tmp_path / ".appealclock"


def test_an_empty_variable_counts_as_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPEALCLOCK_BUILD_ID", "")
    assert load_settings(ServiceSettings).build_id is None


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (ServiceSettings, "DATABASE_URL", "mysql://user:hunter2@host/name"),
        (ServiceSettings, "DATABASE_URL", "postgresql://user:hunter2@host:x/name"),
        (ServiceSettings, "DATABASE_URL", "hunter2"),
        (ServiceSettings, "UI_URL", "ftp://hunter2"),
        (ServiceSettings, "LOG_LEVEL", "hunter2"),
        (ServiceSettings, "MAX_CONCURRENT_ACTIVITIES", "0"),
        (ServiceSettings, "REMINDERS_PER_SECOND", "-1"),
        (ServiceSettings, "BUILD_ID", "hunter2 hunter2"),
        (StackSettings, "TEMPORAL_PORT", "70000"),
        (StackSettings, "UI_PORT", "hunter2"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    kind: type[ServiceSettings] | type[StackSettings],
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(f"APPEALCLOCK_{name}", value)
    with pytest.raises(SettingsError) as refused:
        load_settings(kind)
    assert str(refused.value).startswith(f"APPEALCLOCK_{name}: expected ")
    assert len(str(refused.value).splitlines()) == 1
    assert "hunter2" not in str(refused.value)


def test_every_field_that_does_not_fit_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPEALCLOCK_DRAIN_SECONDS", "soon")
    monkeypatch.setenv("APPEALCLOCK_LOG_LEVEL", "loud")
    with pytest.raises(SettingsError) as refused:
        load_settings(ServiceSettings)
    assert len(str(refused.value).splitlines()) == 2


def test_one_port_cannot_serve_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPEALCLOCK_UI_PORT", "2525")
    with pytest.raises(SettingsError, match="expected four different ports"):
        load_settings(StackSettings)


def test_settings_do_not_show_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPEALCLOCK_DATABASE_URL", "postgresql://user:hunter2@host/name")
    assert "hunter2" not in repr(load_settings(ServiceSettings))
