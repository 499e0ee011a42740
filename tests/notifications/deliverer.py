"""A deliverer as a process of its own: `python -m tests.notifications.deliverer DATABASE ROUNDS`."""

import os
import sys


def main(database: str, rounds: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django
    from django.conf import settings

    settings.DATABASES["default"]["NAME"] = database
    django.setup()
    from datetime import datetime

    from notifications.verbs import deliver

    now = datetime.fromisoformat(os.environ["NOW"])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(str(sum(deliver(now=now, limit=10) for _ in range(rounds))))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
