"""Words of the accounts room: facts as labels."""

from words import say_lazy

FACTS = {
    f"account.{verb}": say_lazy(f"verbs_log.account.{verb}")
    for verb in (
        "registered", "signed_in", "signed_out", "locked", "verified", "password_reset", "password_changed",
        "second_factor_added", "second_factor_removed", "backup_codes_made", "profile_changed", "role_changed",
    )
}  # fmt: skip
