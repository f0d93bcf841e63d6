from django.urls import path

from .views import calendars, notifications, reminders

app_name = "exchanges"
urlpatterns = [
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.mark_all_read, name="mark_all_read"),
    path("notifications/<uuid:uid>/", notifications.open_one, name="open"),
    path("notifications/<uuid:uid>/read/", notifications.mark_read, name="mark_read"),
    path("notifications/stop/<token>/", notifications.stop, name="stop"),
    path("account/notifications/", notifications.settings, name="settings"),
    path("account/calendar/renew/", calendars.renew, name="renew_calendar"),
    path("account/calendar/remove/", calendars.remove, name="remove_calendar"),
    path("establishment/<uuid:uid>/remind/", reminders.chase, name="chase"),
    path("reminders/", reminders.reminders, name="reminders"),
    path("reminders/export.csv", reminders.export, name="reminders_csv"),
    path("calendar/<token>.ics", calendars.feed, name="calendar"),
]
