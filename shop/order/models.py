from oscar.apps.order.models import *  # noqa: F403  our fork changes behaviour, not tables
