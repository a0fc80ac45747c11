from django.urls import path

from . import api, health, pages

urlpatterns = [
    path("", pages.front, name="front"),
    path("transfers", pages.move, name="move"),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("api/openapi.json", api.Description.as_view()),
    path("api/accounts", api.Accounts.as_view()),
    path("api/accounts/<str:id>", api.OneAccount.as_view()),
    path("api/transfers", api.Transfers.as_view()),
    path("api/ledger", api.Ledger.as_view()),
    path("api/whoami", api.WhoAmI.as_view()),
    path("api/probes/<str:id>", api.OneProbe.as_view()),
]
