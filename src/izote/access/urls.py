"""Paths of offices, users and the audit trail."""

from django.urls import URLPattern, path

from izote.access import views

urlpatterns: list[URLPattern] = [
    path("administracion/", views.office_list, name="office_list"),
    path("administracion/oficinas/nueva/", views.office_create, name="office_create"),
    path("administracion/oficinas/<str:code>/", views.office_detail, name="office_detail"),
    path("administracion/oficinas/<str:code>/cambiar/", views.office_change, name="office_change"),
    path("administracion/usuarios/", views.user_list, name="user_list"),
    path("administracion/usuarios/invitar/", views.user_invite, name="user_invite"),
    path("administracion/usuarios/<int:pk>/", views.user_detail, name="user_detail"),
    path("administracion/usuarios/<int:pk>/enlace/", views.user_reinvite, name="user_reinvite"),
    path("administracion/usuarios/<int:pk>/rol/", views.role_grant, name="role_grant"),
    path("administracion/usuarios/<int:pk>/roles/<int:membership>/retirar/", views.role_end, name="role_end"),
    path("administracion/usuarios/<int:pk>/sesiones/", views.sessions_end, name="sessions_end"),
    path("administracion/usuarios/<int:pk>/segundo-factor/", views.second_factor_reset, name="second_factor_reset"),
    path("administracion/usuarios/<int:pk>/baja/", views.user_leave, name="user_leave"),
    path("auditoria/", views.audit_list, name="audit_list"),
    path("que-puedo-ver/", views.user_explain, name="own_explain"),
    path("que-puede-ver/<str:username>/", views.user_explain, name="user_explain"),
    path("invitacion/<str:token>/", views.invitation_accept, name="invitation_accept"),
]
