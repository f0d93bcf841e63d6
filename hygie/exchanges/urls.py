from django.urls import path

from .views import calendars, comments, notifications, reminders

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
    path("establishment/<uuid:uid>/comments/", comments.thread, name="thread"),
    path("establishment/<uuid:uid>/comments/write/", comments.write, name="comment"),
    path("comment/<uuid:uid>/edit/", comments.edit, name="edit_comment"),
    path("comment/<uuid:uid>/erase/", comments.erase, name="erase_comment"),
    path("calendar/<token>.ics", calendars.feed, name="calendar"),
]
