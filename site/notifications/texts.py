"""Words of the notifications room: facts as labels."""

from words import say_lazy

FACTS = {"message.resent": say_lazy("verbs_log.message.resent")}
