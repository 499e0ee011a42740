"""Oscar's other rooms expect these to be registered."""

from oscar.apps.order.admin import *  # noqa: F403
