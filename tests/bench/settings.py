"""The site's own settings; one address more, and a middleware in front that counts queries when it is asked to."""

from config.settings import *  # noqa: F403
from config.settings import MIDDLEWARE as OURS

ROOT_URLCONF = "tests.bench.urls"
MIDDLEWARE = ["tests.bench.bare.Counted", *OURS]
