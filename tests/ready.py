"""What tests begin with, made once and kept: `python -m tests.ready` makes it for the database of DATABASE_URL.

A migrated template; on SQLite also the demo world and the static files that the journeys and the starts copy.
"""

import os
import sys
from pathlib import Path


def main() -> None:
    from django.db import connection

    from tests import databases
    from tests.journeys import furnished

    if connection.vendor == "postgresql":
        databases.postgres_template()
    else:
        furnished.world()
        furnished.static()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "site"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    main()
