"""Points are moved here: earned, spent, given back, ended. Every movement is a transfer of the ledger.

The person's purse is locked first, points move last of all that one transaction moves.
"""

from loyalty.verbs.earning import award, on_fact
from loyalty.verbs.expiring import expire_points
from loyalty.verbs.giving import change_programme, give, withdraw
from loyalty.verbs.spending import PointsMeans

__all__ = ["PointsMeans", "award", "change_programme", "expire_points", "give", "on_fact", "withdraw"]
