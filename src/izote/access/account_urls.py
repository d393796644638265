"""Sign-in, second factors and sign-out, as allauth serves them; nobody signs up by themselves."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
