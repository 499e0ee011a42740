"""`make run` on a machine that is not as it should be, and with real processes on one that is."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import machine
import pytest
import serve
from django.db import connection

from tests import databases
from tests.config import processes
from tests.peers import ports


def test_a_port_that_is_taken_is_named(monkeypatch: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        with pytest.raises(machine.Trouble, match=rf"Port {taken.getsockname()[1]} cannot be used .* choose another"):
            machine.port("PORT", 8000)


@pytest.mark.parametrize("name", ["PORT", "CARD_PORT"])
def test_a_taken_port_costs_nobody_an_installation(monkeypatch: Any, tmp_path: Path, capsys: Any, name: str) -> None:
    """On a fresh machine it is said at once, in one line, before anything is made."""
    for step in ("install", "prepare"):
        monkeypatch.setattr(machine, step, lambda: pytest.fail("the port was looked at too late"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        usual = {"VAR_DIR": str(tmp_path), "STRIPE_SECRET_KEY": "", "PORT": str(ports.free())}
        for key, value in {**usual, name: str(taken.getsockname()[1])}.items():
            monkeypatch.setenv(key, value)
        assert serve.main() == 1
        said = capsys.readouterr().err
        assert said.startswith(f"Port {taken.getsockname()[1]} cannot be used") and said.count("\n") == 1
        assert f"`{name}=8080 make run`" in said


@pytest.mark.parametrize("text", ["eighty", "0", "70000", "-1"])
def test_a_port_that_is_no_port_is_refused(monkeypatch: Any, text: str) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(machine.Trouble, match="not a port"):
        machine.port("PORT", 8000)


def test_a_folder_that_cannot_be_written_is_named(monkeypatch: Any, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "file" / "var"))
    with pytest.raises(machine.Trouble, match=r"Cannot write to .*set VAR_DIR"):
        machine.look_at_disk()


def test_a_full_disk_is_said_in_megabytes(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda place: shutil._ntuple_diskusage(1, 1, 9 * machine.MEGABYTE))
    with pytest.raises(machine.Trouble, match="Only 9 MB are free"):
        machine.look_at_disk()


def test_an_old_python_is_told_what_is_needed(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert serve.main() == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_the_package_of_a_missing_venv_module_is_named(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(machine.Trouble, match=rf"apt-get install python{machine.VERSION}-venv"):
        machine.look_at_venv_module()


def test_the_env_file_speaks_where_the_environment_does_not(monkeypatch: Any, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# words\nTHEME='dark'\nexport PORT=81\nnonsense\nKEPT=a=b\n")
    monkeypatch.setattr(machine, "ROOT", tmp_path)
    monkeypatch.setattr(os, "environ", {"PORT": "80"})
    machine.read_env_file()
    assert os.environ == {"PORT": "80", "THEME": "dark", "KEPT": "a=b"}


def test_a_step_that_fails_shows_what_it_said(monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    with pytest.raises(machine.Trouble, match="no such room"):
        machine.step("Trying", sys.executable, "-c", "raise SystemExit('no such room')")


@pytest.fixture
def prepared(tmp_path: Path, django_db_setup: None) -> dict[str, str]:
    """A VAR_DIR in which everything is made already, so that the start is a second start."""
    template = databases.CACHE / f"{databases.fingerprint()}.sqlite3"
    if connection.vendor != "sqlite":
        pytest.skip("starts on SQLite; the other database changes nothing here")
    shutil.copyfile(template, tmp_path / "atrium.sqlite3")
    (tmp_path / "static").mkdir()
    return processes.made(tmp_path)


@pytest.fixture
def running(prepared: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    with processes.served(prepared) as parent:
        yield parent, prepared["PORT"]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_however_it_ends_nothing_is_left_running(
    running: tuple[subprocess.Popen[str], str], how: signal.Signals
) -> None:
    parent, number = running
    processes.wait_open(parent)
    with urllib.request.urlopen(f"http://127.0.0.1:{number}/healthz") as answer:
        assert answer.read() == b"ok"
    family = processes.whole_family(parent.pid)
    parent.send_signal(how)
    assert parent.wait(15) == (-how if how == signal.SIGKILL else 0)
    assert processes.gone(family, within=15)


def test_when_a_child_dies_the_rest_is_stopped_and_the_end_is_a_failure(
    running: tuple[subprocess.Popen[str], str],
) -> None:
    parent, _ = running
    processes.wait_open(parent)
    family = processes.family(parent.pid)
    os.kill(family[0], signal.SIGKILL)
    assert parent.wait(20) == 1
    assert processes.gone(family, within=15)
