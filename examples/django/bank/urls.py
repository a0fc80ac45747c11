"""The administration; everything else is the ledger's own."""

from django.contrib import admin
from django.urls import include, path

admin.site.site_header = admin.site.site_title = "Ledger"
admin.site.index_title = "Administration"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("ledger.urls")),
]

handler400 = "ledger.problems.bad_request"
handler403 = "ledger.problems.forbidden"
handler404 = "ledger.problems.not_found"
handler500 = "ledger.problems.server_error"
