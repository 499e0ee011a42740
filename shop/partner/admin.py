from oscar.apps.partner.admin import *  # noqa: F403  Oscar's other rooms expect these to be registered
