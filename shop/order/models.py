"""Our fork changes behaviour, not tables."""

from oscar.apps.order.models import *  # noqa: F403
