from oscar.apps.order.admin import *  # noqa: F403  Oscar's other rooms expect these to be registered
