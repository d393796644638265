"""A form sent twice, late, or by two hands makes one record."""

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.test import RequestFactory
from django.utils import timezone

from izote.access.context import acting_as
from izote.kit.errors import Conflict
from izote.kit.models import Once
from izote.kit.once import mark, once, was_saved


class Counter:
    """A view that counts how often it did its work."""

    def __init__(self, wait=None):
        self.done, self.wait = 0, wait

    def view(self, request):
        if self.wait:
            self.wait.wait(1)
        if request.POST.get("name") == "wrong":
            return HttpResponse("correct it")
        if request.POST.get("name") == "late":
            raise Conflict("not now")
        self.done += 1
        return redirect(f"/personas/{self.done}/")


def post(user, token="t", path="/personas/nueva/", **fields):
    request = RequestFactory().post(path, {"once": token, "name": "María", **fields})
    request.user = user
    request._messages = SimpleNamespace(add=lambda *args: request.said.append(args[1]))
    request.said = []
    return request


@pytest.fixture
def ana(cast):
    with acting_as(cast.ana.pk):
        yield cast.ana


def test_the_second_sending_goes_to_the_first_result(ana):
    counter = Counter()
    guarded = once(counter.view)
    answers = [guarded(post(ana)) for _ in range(3)]
    assert counter.done == 1
    assert {answer["Location"] for answer in answers} == {"/personas/1/"}
    assert answers[0].cookies["izote_sent"].value == mark("t")
    assert was_saved(ana.pk, "t", "/personas/nueva/")


def test_another_form_another_token_another_path_is_another_record(ana):
    counter = Counter()
    guarded = once(counter.view)
    guarded(post(ana))
    guarded(post(ana, token="u"))
    guarded(post(ana, path="/personas/otra/"))
    assert counter.done == 3


def test_a_form_with_errors_may_be_corrected_and_sent_again(ana):
    counter = Counter()
    guarded = once(counter.view)
    assert guarded(post(ana, name="wrong")).status_code == 200
    with pytest.raises(Conflict):
        guarded(post(ana, name="late"))
    assert not was_saved(ana.pk, "t", "/personas/nueva/")
    assert guarded(post(ana)).status_code == 302
    assert counter.done == 1


def test_changes_sent_after_saving_are_not_lost_in_silence(ana):
    counter = Counter()
    guarded = once(counter.view)
    guarded(post(ana))
    again = post(ana, name="Marta")
    assert guarded(again)["Location"] == "/personas/1/"
    assert counter.done == 1 and again.said


def test_tokens_are_forgotten_after_a_day_and_never_stored(ana):
    guarded = once(Counter().view)
    guarded(post(ana, token="old-token"))
    assert "old-token" not in str(Once.objects.values())
    Once.objects.update(at=timezone.now() - timedelta(hours=25))
    guarded(post(ana, token="new"))
    assert Once.objects.count() == 1


def test_the_database_shows_nobody_the_tokens_of_another(cast):
    with acting_as(cast.ana.pk):
        once(Counter().view)(post(cast.ana))
    with acting_as(cast.carla.pk):
        assert Once.objects.count() == 0
        counter = Counter()
        once(counter.view)(post(cast.carla))
        assert counter.done == 1


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_the_same_moment_make_one_record(committed_cast):
    counter = Counter(wait=threading.Barrier(1))
    start, results = threading.Barrier(2), []

    def send():
        try:
            start.wait(5)
            with acting_as(committed_cast.ana.pk):
                results.append(once(counter.view)(post(committed_cast.ana, token="together"))["Location"])
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert results == ["/personas/1/"] * 2 and counter.done == 1
