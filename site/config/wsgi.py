"""For gunicorn, see start/gunicorn.conf.py."""

import os

from django.core.wsgi import get_wsgi_application

from config.roomy import roomy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = roomy(get_wsgi_application())

from config.checks import production  # noqa: E402  the apps are ready now

if unsafe := production():
    raise SystemExit("\n".join(f"{error.id}: {error.msg}. {error.hint}" for error in unsafe))
