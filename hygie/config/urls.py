"""The platform's addresses: each app owns its part."""

from django.urls import include, path
from django.urls.resolvers import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("hygie.accounts.urls")),
    path("", include("hygie.web.urls")),
    path("", include("hygie.territory.urls")),
    path("", include("hygie.exchanges.urls")),
    path("", include("hygie.api.urls")),
    path("", include("hygie.obligations.urls")),
    path("", include("hygie.governance.urls")),
    path("", include("hygie.audits.urls")),
    path("", include("hygie.cockpit.urls")),
]

handler400 = "hygie.web.errors.bad_request"
handler403 = "hygie.web.errors.denied"
handler404 = "hygie.web.errors.not_found"
handler500 = "hygie.web.errors.server_error"
