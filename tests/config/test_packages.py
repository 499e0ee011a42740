"""What the tests need of the system: found, installed where that is permitted, or named in one line."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.peers import chromium, packages, postgres, redis

Ran = list[list[str]]


@pytest.fixture
def ran(monkeypatch: Any) -> Ran:
    """Commands that were asked for; none of them runs, and all of them succeed."""
    asked: Ran = []

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
        assert how["env"]["DEBIAN_FRONTEND"] == "noninteractive", "nobody is there to answer"
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(packages.subprocess, "run", run)
    return asked


def machine(monkeypatch: Any, *, root: bool, apt: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0 if root else 1000)
    monkeypatch.setattr(shutil, "which", lambda name, **_: "/usr/bin/apt-get" if apt and name == "apt-get" else None)
    monkeypatch.delenv("CHROMIUM", raising=False)


def test_whoever_may_installs_the_package(monkeypatch: Any, ran: Ran, capsys: Any) -> None:
    machine(monkeypatch, root=True, apt=True)
    packages.install("postgresql", wanted="PostgreSQL")
    assert [command[:2] for command in ran] == [["apt-get", "update"], ["apt-get", "install"]]
    assert ran[-1][-1] == "postgresql" and "-y" in ran[-1]
    assert capsys.readouterr().out == "Installing postgresql …\n"


@pytest.mark.parametrize(("root", "apt"), [(False, True), (True, False), (False, False)])
def test_whoever_may_not_is_told_the_package_in_one_line(monkeypatch: Any, ran: Ran, root: bool, apt: bool) -> None:
    machine(monkeypatch, root=root, apt=apt)
    with pytest.raises(packages.Missing) as told:
        packages.install("chromium-headless-shell", wanted="Chromium")
    said = str(told.value)
    assert said.startswith("Chromium is missing") and "chromium-headless-shell" in said and "\n" not in said
    assert ran == [], "nothing is tried that cannot succeed"


def test_an_installation_that_fails_says_why(monkeypatch: Any) -> None:
    machine(monkeypatch, root=True, apt=True)
    failed = subprocess.CompletedProcess([], 100, "", "E: Unable to locate package postgresql\n")
    monkeypatch.setattr(packages.subprocess, "run", lambda command, **_: failed)
    with pytest.raises(packages.Missing, match="apt-get install postgresql` failed: E: Unable to locate package"):
        packages.install("postgresql", wanted="PostgreSQL")


def test_missing_ends_the_command_with_its_words() -> None:
    assert issubclass(packages.Missing, SystemExit) and packages.Missing("one line").code == "one line"


def test_what_is_there_is_not_installed(monkeypatch: Any, ran: Ran, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "chromium"))
    assert chromium.path() == str(tmp_path / "chromium")
    monkeypatch.setattr(postgres, "_newest", lambda: tmp_path)
    assert (postgres.binaries(), ran) == (tmp_path, [])


ASKED = [(chromium.path, chromium.NAMES[0]), (postgres.binaries, "postgresql"), (redis.path, "redis-server")]


@pytest.mark.parametrize(("ask", "package"), ASKED)
def test_what_is_missing_is_installed_and_named_if_it_still_is(
    monkeypatch: Any, ran: Ran, ask: Any, package: str
) -> None:
    machine(monkeypatch, root=True, apt=True)
    monkeypatch.setattr(postgres, "_newest", lambda: None)
    with pytest.raises(packages.Missing, match=package):
        ask()
    assert ran[-1][-1] == package
