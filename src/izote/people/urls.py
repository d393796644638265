"""Paths of the register."""

from django.urls import path, register_converter

from izote.people.views import casefile, consents, contacts, duplicates, family, guards, persons, registering


class Code:
    """A person's speaking code in an address, in either case."""

    regex = "[A-Za-z0-9]{3}-[A-Za-z0-9]{4,8}-[A-Za-z0-9]"

    def to_python(self, value: str) -> str:
        """As it was written: the page of a merged file leads on to another code."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Code, "code")

urlpatterns = [
    path("", persons.person_list, name="person_list"),
    path("nueva/", registering.person_create, name="person_create"),
    path("nueva/datos/", registering.person_register, name="person_register"),
    path("otra-oficina/", registering.other_office, name="other_office"),
    path("protocolos/<slug:slug>/", registering.protocol_detail, name="protocol_detail"),
    path("avisos/<slug:version>/", registering.notice_detail, name="notice_detail"),
    path("emergencia/", guards.breakglass_open, name="breakglass_open"),
    path("emergencia/aperturas/", guards.breakglass_list, name="breakglass_list"),
    path("emergencia/aperturas/<int:pk>/vista/", guards.breakglass_seen, name="breakglass_seen"),
    path("eliminaciones/", guards.deletion_list, name="deletion_list"),
    path("eliminaciones/<int:pk>/", guards.deletion_decide, name="deletion_decide"),
    path("duplicados/", duplicates.duplicate_list, name="duplicate_list"),
    path("duplicados/<code:one>/<code:other>/", duplicates.duplicate_pair, name="duplicate_pair"),
    path("uniones/<int:pk>/separar/", duplicates.duplicate_separate, name="duplicate_separate"),
    path("<code:code>/", persons.person_detail, name="person_detail"),
    path("<code:code>/bitacora/", persons.person_trail, name="person_trail"),
    path("<code:code>/corregir/", persons.person_edit, name="person_edit"),
    path("<code:code>/retirar/", persons.person_withdraw, name="person_withdraw"),
    path("<code:code>/reanudar/", persons.person_resume, name="person_resume"),
    path("<code:code>/expediente/", casefile.person_file, name="person_file"),
    path("<code:code>/tomar/", casefile.person_take, name="person_take"),
    path("<code:code>/asignar/", casefile.person_assign, name="person_assign"),
    path("<code:code>/circunstancias/", casefile.circumstances_edit, name="circumstances_edit"),
    path("<code:code>/viajes/nuevo/", casefile.journey_add, name="journey_add"),
    path("<code:code>/viajes/<uuid:pk>/", casefile.journey_edit, name="journey_edit"),
    path("<code:code>/retornos/nuevo/", casefile.return_add, name="return_add"),
    path("<code:code>/retornos/<uuid:pk>/", casefile.return_edit, name="return_edit"),
    path("<code:code>/contactos/nuevo/", contacts.contact_add, name="contact_add"),
    path("<code:code>/contactos/<int:pk>/quitar/", contacts.contact_remove, name="contact_remove"),
    path("<code:code>/documentos/", contacts.identifier_list, name="identifier_list"),
    path("<code:code>/documentos/nuevo/", contacts.identifier_add, name="identifier_add"),
    path("<code:code>/documentos/<int:pk>/quitar/", contacts.identifier_remove, name="identifier_remove"),
    path("<code:code>/familia/nueva/", family.relation_add, name="relation_add"),
    path("<code:code>/familia/<code:other>/quitar/", family.relation_remove, name="relation_remove"),
    path("<code:code>/familia/salir/", family.household_leave, name="household_leave"),
    path("<code:code>/consentimientos/nuevo/", consents.consent_give, name="consent_give"),
    path("<code:code>/consentimientos/<int:pk>/revocar/", consents.consent_withdraw, name="consent_withdraw"),
    path("<code:code>/no-debe-saber/", guards.exclusion_set, name="exclusion_set"),
    path("<code:code>/no-debe-saber/<int:pk>/quitar/", guards.exclusion_lift, name="exclusion_lift"),
    path("<code:code>/eliminar/", guards.deletion_propose, name="deletion_propose"),
]
