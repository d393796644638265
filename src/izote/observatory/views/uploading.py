"""A large file on its way in: written as it comes into a private folder, gone when the answer is sent."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from izote.access.context import prove
from izote.kit.errors import BadInput
from izote.kit.once import once
from izote.observatory.loader.folders import must_fit, no_room, private_folder
from izote.observatory.permissions import require_somewhere

MOST = 1_500_000_000


class PrivateFile(UploadedFile):
    """A file that lies in the private folder of its request."""

    def __init__(self, path: Path, name: str, content_type: str, size: int) -> None:
        super().__init__(path.open("rb"), name, content_type, size)
        self.path = path


class PrivateUpload(FileUploadHandler):
    """Writes what comes into one folder, readable by nobody else, and stops at the limit."""

    def __init__(self, request: HttpRequest, folder: Path) -> None:
        super().__init__(request)
        self.folder, self.taken, self.number = folder, 0, 0

    def new_file(self, *args: Any, **options: Any) -> None:
        """Another file of the form begins."""
        super().new_file(*args, **options)
        self.number += 1
        self.path = self.folder / f"upload-{self.number}"
        self.out = os.fdopen(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Some of it; nothing stays in memory."""
        self.taken += len(raw_data)
        if self.taken > MOST:
            self.out.close()
            raise BadInput(_("The file is larger than 1.5 GB. Divide it by years and load each."))
        try:
            self.out.write(raw_data)
        except OSError as full:
            raise no_room() from full

    def file_complete(self, file_size: int) -> UploadedFile:
        """All of it is there."""
        self.out.close()
        return PrivateFile(self.path, str(self.file_name), str(self.content_type), file_size)

    def upload_interrupted(self) -> None:
        """The line was cut."""
        self.out.close()


def privately(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for those who load, whose uploaded file is written to a private folder; the folder goes whatever happens.

    Reading a form decides where its files go, and the CSRF guard reads the form: so the outer view chooses the folder and is exempt, and
    the guard stands inside it.
    """
    inside = csrf_protect(_still_proven(once(view)))

    @csrf_exempt
    @login_required
    @wraps(view)
    def outer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require_somewhere(request.user, "observatory.load")
        coming = int(request.META.get("CONTENT_LENGTH") or 0)
        if coming > MOST + 1_000_000:
            raise BadInput(_("The file is larger than 1.5 GB. Divide it by years and load each."))
        must_fit(coming)
        with private_folder("upload", coming) as folder:
            request.upload_handlers = [PrivateUpload(request, folder)]
            request.private_folder = folder  # type: ignore[attr-defined]
            return inside(request, *args, **kwargs)

    return outer


def _still_proven(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A slow line takes longer than a proof of who acts lasts: it is given anew when the file is there."""

    @wraps(view)
    def again(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            prove(int(request.user.pk or 0))
        return view(request, *args, **kwargs)

    return again
