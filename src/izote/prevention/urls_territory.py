"""Addresses of the screens of territories and of the system's own record."""

from django.urls import path

from izote.prevention.views import bulletins, record, territory, yearly

TERRITORY = [
    path("", territory.prevention, name="prevention"),
    path("territorio/<slug:code>/", territory.territory_screen, name="territory_screen"),
    path("registro/", record.own_record, name="own_record"),
    path("informe/", yearly.yearly_list, name="yearly_list"),
    path("informe/mandato/<int:year>/", yearly.mandate_write, name="mandate_write"),
    path("informe/pedir/", yearly.yearly_ask, name="yearly_ask"),
    path("informe/<int:pk>/", yearly.yearly_detail, name="yearly_detail"),
    path("informe/<int:pk>/<slug:form>/", yearly.yearly_file, name="yearly_file"),
    path("boletin/", bulletins.monthly_list, name="monthly_list"),
    path("boletin/nuevo/", bulletins.monthly_begin, name="monthly_begin"),
    path("boletin/fase/", bulletins.phase_say, name="phase_say"),
    path("boletin/<int:pk>/", bulletins.monthly_detail, name="monthly_detail"),
    path("boletin/<int:pk>/escribir/", bulletins.monthly_write, name="monthly_write"),
    path("boletin/<int:pk>/entregar/", bulletins.monthly_submit, name="monthly_submit"),
    path("boletin/<int:pk>/devolver/", bulletins.monthly_return, name="monthly_return"),
    path("boletin/<int:pk>/no-danar/", bulletins.monthly_harm, name="monthly_harm"),
    path("boletin/<int:pk>/publicar/", bulletins.monthly_publish, name="monthly_publish"),
    path("boletin/<int:pk>/retirar/", bulletins.monthly_withdraw, name="monthly_withdraw"),
]
