"""Finding goods by words: stems first, then words that begin so, then words that are written nearly so.

Plain rows and plain SQL: SQLite and PostgreSQL answer alike.
"""

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from shop.models import Good, Sought
from shop.stems import ALIKE, SHORTEST, likeness, stem, words_in

MOST_WORDS, MOST_STEMS = 6, 12
NEAR = 0.12
"""Of what is written nearly so, only what is hardly less alike than the most alike."""


def found(goods: QuerySet[Good], text: str) -> QuerySet[Good]:
    """Those of `goods` that have something for each word of `text`, with `rank`: the higher, the better."""
    rank: Any = Value(0)
    words = dict.fromkeys(words_in(text)[:MOST_WORDS])
    for number, word in enumerate(words):
        weight = Sought.objects.filter(good=OuterRef("pk"), stem__in=meant(word)).order_by("-weight").values("weight")
        goods = goods.alias(**{f"word{number}": Coalesce(Subquery(weight[:1]), 0)}).filter(**{f"word{number}__gt": 0})
        rank = Coalesce(Subquery(weight[:1]), 0) + rank
    goods = goods.annotate(rank=rank)
    return goods if words else goods.none()


def meant(word: str) -> list[str]:
    """Stems that are kept, by which somebody who has written `word` may be served."""
    own = stem(word)
    if Sought.objects.filter(stem=own).exists():
        return [own]
    return _beginning(own) or _alike(word, own)


def _beginning(own: str) -> list[str]:
    if len(own) < SHORTEST:
        return []
    rows = Sought.objects.filter(stem__startswith=own).order_by("stem").values_list("stem", flat=True)
    return list(rows.distinct()[:MOST_STEMS])


def _alike(word: str, own: str) -> list[str]:
    """A slip is seldom made in the first letter; the stem of a misspelt word may be cut in another place."""
    kept = Sought.objects.filter(stem__startswith=own[:1]).order_by().values_list("stem", flat=True).distinct()
    scores = {one: max(likeness(one, own), likeness(one, word)) for one in kept}
    best = max(scores.values(), default=0.0)
    near = [one for one, score in scores.items() if score >= max(ALIKE, best - NEAR)]
    return sorted(near, key=lambda one: -scores[one])[:MOST_STEMS]
