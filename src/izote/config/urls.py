"""Which room answers which path."""

from django.urls import include, path

from izote.access import views as access_views

handler400 = "izote.kit.views.error_400"
handler403 = "izote.kit.views.error_403"
handler404 = "izote.kit.views.error_404"
handler500 = "izote.kit.views.error_500"

urlpatterns = [
    path("", access_views.home, name="home"),
    path("cuenta/", include("izote.access.account_urls")),
    path("", include("izote.access.urls")),
    path("lugares/", include("izote.territory.urls")),
    path("kit/", include("izote.kit.urls")),
    path("personas/", include("izote.people.urls")),
    path("llegadas/", include("izote.people.arrival_urls")),
    path("directorio/", include("izote.partners.urls")),
    path("", include("izote.casework.urls")),
    path("observatorio/", include("izote.observatory.urls")),
    path("prevencion/", include("izote.prevention.urls")),
    path("alertas/boletin/", include("izote.prevention.public_bulletin_urls")),
    path("seminarios/", include("izote.seminars.urls")),
    path("fuentes/", include("izote.vault.urls")),
    path("boletines/", include("izote.observatory.public_urls")),
    path("alertas/", include("izote.prevention.public_urls")),
]
