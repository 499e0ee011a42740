"""Oscar's own admin looks people up, so Django's admin must know them; staff work in /cms/."""

from django.contrib import admin

from accounts.models import User


@admin.register(User)
class PeopleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # at run time it takes no argument
    ordering = ["email"]
    list_display = ["email", "first_name", "last_name", "is_active"]
    search_fields = ["email", "first_name", "last_name"]
    fields = ["email", "first_name", "last_name", "phone", "language", "zone", "is_active"]
