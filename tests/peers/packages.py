"""Programs of the system that tests need: found, or installed where that is permitted, or named in one line."""

import os
import shutil
import subprocess


class Missing(SystemExit):
    """The program is not here and may not be installed; says which package has it."""


def install(package: str, *, wanted: str) -> None:
    """Installs a Debian package. Missing: not root, no apt-get, or apt-get failed."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Missing(
            f"{wanted} is missing: install the package {package}, for example `sudo apt-get install {package}`."
        )
    print(f"Installing {package} …", flush=True)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (["apt-get", "update", "-q"], ["apt-get", "install", "-q", "-y", "--no-install-recommends", package])
    for command in commands:
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"{wanted} is missing, and `apt-get install {package}` failed: {done.stderr.strip()[-400:]}")
