"""Addresses of the booking room; the language comes before them."""

from django.urls import path

from booking.views import calendar, keeping, panel, taking

urlpatterns = [
    path("book/hold/", taking.hold, name="hold"),
    path("book/<str:code>/", taking.confirm, name="confirm"),
    path("book/<str:code>/longer/", taking.hold_longer, name="hold_longer"),
    path("book/<str:code>/let-go/", taking.let_go, name="let_go"),
    path("booking/<str:code>/", keeping.booking_page, name="booking"),
    path("booking/<str:code>/done/", keeping.booked, name="booked"),
    path("booking/<str:code>/pay/", keeping.pay, name="pay"),
    path("booking/<str:code>/cancel/", keeping.cancel, name="booking_cancel"),
    path("booking/<str:code>/move/", keeping.move, name="booking_move"),
    path("booking/<str:code>/calendar.ics", calendar.ics, name="booking_ics"),
    path("me/bookings/", panel.bookings, name="me_bookings"),
    path("expert/week/", panel.week, name="week"),
    path("expert/mark/<str:code>/", panel.mark, name="mark"),
    path("expert/time/<int:pk>/undo/", panel.undo, name="undo_time"),
]
