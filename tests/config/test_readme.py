"""What the README promises of production is so: its settings, its processes, its commands."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import machine
import pytest
import serve
from django.core.management import get_commands

from tests.config import processes

README = (machine.ROOT / "README.md").read_text("utf-8")
PRODUCTION = README.partition("## In production")[2].partition("\n## ")[0]
READ = re.compile(r"""env(?:\.\w+)?\(f?["']([A-Z_]{3,})["']|setting\("([A-Z_]{3,})"|environ\.get\("([A-Z_]{3,})\"""")
READERS = ("settings.py", "start/gunicorn.conf.py", "start/serve.py", "start/machine.py")


def read_settings() -> set[str]:
    texts = (Path(machine.ROOT, "site/config", name).read_text("utf-8") for name in READERS)
    return {name for text in texts for found in READ.findall(text) for name in found if name}


def test_every_setting_that_the_house_reads_is_told() -> None:
    told = set(re.findall(r"`([A-Z_]{3,})(?:=[^`]*)?`", README))
    assert read_settings() - told == set()
    assert set(re.findall(r"`([A-Z_]{3,})(?:=[^`]*)?`", PRODUCTION)) <= read_settings()


def test_the_processes_of_the_procfile_are_those_that_are_told() -> None:
    assert list(processes.procfile()) == ["release", "web", "worker"]
    for name in processes.procfile():
        assert f"`{name}`" in PRODUCTION


@pytest.mark.parametrize(
    ("broker", "command"), [("", r"manage\.py tick --forever$"), ("pgmq://here", r"-m celery -A config worker -B ")]
)
def test_the_worker_of_the_procfile_follows_the_environment(monkeypatch: Any, broker: str, command: str) -> None:
    asked: list[str] = []
    monkeypatch.setenv("BROKER_URL", broker)
    monkeypatch.setattr(os, "execve", lambda path, words, env: asked.append(" ".join(words)))
    serve.main(processes.procfile()["worker"].split()[-1])
    [ran] = asked
    assert ran.startswith(sys.executable) and re.search(command, ran)


def test_the_commands_that_are_told_are_there() -> None:
    told = set(re.findall(r"manage\.py (\w+)", README))
    assert told <= set(get_commands()) and "open_house" in told
    goals = re.findall(r"^(\w+):", (machine.ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"`make (\w+)`", README)) <= set(goals)
