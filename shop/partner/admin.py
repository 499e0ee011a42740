"""Oscar's other rooms expect these to be registered."""

from oscar.apps.partner.admin import *  # noqa: F403
