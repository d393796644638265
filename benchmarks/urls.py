"""The program's urls, a floor page, a bare answer, and Django's admin over the same table."""

from types import MethodType

from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from izote.access.audit import record
from izote.access.models import User
from izote.casework.models import Case
from izote.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from izote.observatory.models import Load
from izote.people.models import Person
from izote.prevention.models import Signal

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@login_required
def floor(request, pk):
    """A page that fetches one person by primary key: signed in, policies on, one audit line, the layout."""
    person = Person.objects.get(pk=pk)
    record(request.user, "person.seen", org=person.org_id, kind="person", key=person.pk, label=person.code)
    return render(request, "benchmarks/floor.html", {"person": person})


@login_required
def floor_case(request, pk):
    """A page that fetches one case by primary key: signed in, policies on, one audit line, the layout."""
    case = Case.objects.get(pk=pk)
    record(request.user, "case.seen", org=case.org_id, kind="person", key=case.person_id, label=case.code.split("/")[0])
    return render(request, "benchmarks/floor_case.html", {"case": case})


@login_required
def floor_load(request, pk):
    """A page that fetches one load by primary key: signed in, policies on, one audit line, the layout."""
    load = Load.objects.get(pk=pk)
    record(request.user, "load.seen", org=load.org_id, kind="load", key=load.pk)
    return render(request, "benchmarks/floor_load.html", {"load": load})


@login_required
def floor_signal(request, pk):
    """A page that fetches one signal by primary key: signed in, policies on, one audit line, the layout."""
    signal = Signal.objects.get(pk=pk)
    record(request.user, "signal.seen", org=signal.org_id, kind="signal", key=signal.pk, label=signal.code)
    return render(request, "benchmarks/floor_signal.html", {"signal": signal})


def hello(request):
    """Django's least."""
    return HttpResponse("hello")


class PersonAdmin(admin.ModelAdmin):
    """The registry as Django's admin would list and search it, without configuration."""

    list_display = ("code", "first_name", "first_surname", "birth_year", "place")
    search_fields = ("first_name", "middle_names", "first_surname", "second_surname")


site = admin.AdminSite(name="admin")
site.register(Person, PersonAdmin)
site.has_permission = MethodType(lambda self, request: request.user.is_authenticated, site)
for name in ("has_perm", "has_module_perms"):
    setattr(User, name, lambda self, *args: True)
User.is_staff = True

urlpatterns += [
    path("banco/piso/<int:pk>/", floor),
    path("banco/casos/<uuid:pk>/", floor_case),
    path("banco/cargas/<int:pk>/", floor_load),
    path("banco/senales/<int:pk>/", floor_signal),
    path("banco/hola/", hello),
    path("banco/admin/", site.urls),
]
