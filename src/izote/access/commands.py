"""The room's commands: begin an office, explain who sees what, seal and verify the audit."""

import argparse
import os
import sys
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from psycopg.conninfo import conninfo_to_dict

from izote.access import queries, sealer
from izote.access.actions.beginning import begin
from izote.access.context import DOORKEEPER, acting_as
from izote.access.models import User
from izote.access.permissions import orgs_with
from izote.access.roles import RIGHTS
from izote.kit.errors import BadInput, Conflict

QUESTIONS: dict[str, Any] = {
    "office": gettext_lazy("Code of the first office, three letters: "),
    "office_name": gettext_lazy("Its name: "),
    "username": gettext_lazy("User name of the first administrator: "),
    "display_name": gettext_lazy("Her or his name: "),
}


def configure_init(parser: argparse.ArgumentParser) -> None:
    """Options of `access init`; what is missing is asked."""
    parser.add_argument("--office", default="", help="three letters, for example ZAC")
    parser.add_argument("--office-name", default="")
    parser.add_argument(
        "--kind", default="ombuds" if settings.PROFILE == "ombuds" else "municipal", choices=["municipal", "ombuds", "partner"]
    )
    parser.add_argument("--username", default="", help="of the first administrator")
    parser.add_argument("--display-name", default="")
    parser.add_argument("--address", default="http://127.0.0.1:8000", help="where Izote is reached, for the link")


def init(args: argparse.Namespace) -> dict[str, Any]:
    """The first office and the first administrator of an empty installation; prints the one-time link."""
    if settings.DEMO:
        raise Conflict(_("This is a demo; a real office begins with a data folder of its own: ./izote run --no-demo --data FOLDER."))
    _be_owner()
    given = {name: getattr(args, name) or _ask(question) for name, question in QUESTIONS.items()}
    with transaction.atomic():
        token = begin(**given, kind=args.kind)
    return {"ok": True, "username": given["username"], "link": f"{args.address.rstrip('/')}/invitacion/{token}/", "hours": 72}


def _be_owner() -> None:
    """Only whoever sets the installation up has the migrator's address."""
    address = os.environ.get("DATABASE_ADMIN_URL")
    if not address:
        raise Conflict(_("The migrator's address (DATABASE_ADMIN_URL) is missing."))
    parts = conninfo_to_dict(address)
    connection.close()
    options = dict(connection.settings_dict["OPTIONS"])
    options["options"] += " -c role=izote_owner"
    wanted = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    connection.settings_dict.update({key: str(parts.get(name) or "") for key, name in wanted.items()}, OPTIONS=options)


def _ask(question: str) -> str:
    if not sys.stdin.isatty():
        raise BadInput(_("Give --office, --office-name, --username and --display-name."))
    return input(str(question)).strip()


def show_init(data: dict[str, Any]) -> str:
    """The link, for whoever sits at the terminal."""
    words = _("%(username)s sets a password with this link, once, within %(hours)s hours:\n\n  %(link)s\n")
    return words % data


def configure_explain(parser: argparse.ArgumentParser) -> None:
    """Whose sight is to be explained."""
    parser.add_argument("username")


def explain(args: argparse.Namespace) -> dict[str, Any]:
    """What a user can see, and why; the database is asked whether it agrees."""
    with acting_as(DOORKEEPER):
        user = User.objects.filter(username__iexact=args.username).first()
        if user is None:
            raise BadInput(_("There is no user called %(name)s.") % {"name": args.username})
    with acting_as(user.pk), connection.cursor() as cursor:
        answer = queries.explain(user)
        differs = []
        for right in RIGHTS:
            cursor.execute("select access.orgs(%s)", [right])
            if set(cursor.fetchone()[0]) != set(orgs_with(user, right)):
                differs.append(right)
    return {**answer, "database_agrees": not differs, "differs": differs, "ok": not differs}


def show_explain(data: dict[str, Any]) -> str:
    """The explanation in lines."""
    lines = [f"{data['name']} ({data['user']})"]
    for m in data["memberships"]:
        state = "" if m["holds"] else f" [{_('Ended')}]"
        lines.append(f"  {m['role_label']}, {m['office']} {m['office_name']}, {m['since']} – {m['until'] or '…'}{state}")
    for group in data["persons"]:
        lines.append(f"\n{group['label']}: {', '.join(group['offices']) or _('Nothing')}")
        lines += [f"  · {why}" for why in group["why"]]
        lines.append(f"  {', '.join(group['tables'])}")
    lines.append(f"\n{_('What these roles allow')}:")
    lines += [f"  {r['label']}: {', '.join(r['offices'])} ← {', '.join(r['through'])}" for r in data["rights"]]
    lines.append("")
    lines.append(
        _("The database agrees.") if data["database_agrees"] else _("THE DATABASE DISAGREES: %(rights)s") % {"rights": data["differs"]}
    )
    return "\n".join(lines)


def configure_nothing(parser: argparse.ArgumentParser) -> None:
    """No options."""


def seal(args: argparse.Namespace) -> dict[str, Any]:
    """Seal every line of the audit that can be sealed now."""
    return {"ok": True, "sealed": sealer.seal_all()}


def verify_audit(args: argparse.Namespace) -> dict[str, Any]:
    """Walk the chain of the audit; where it is whole, seal what waits."""
    found = sealer.verify()
    if not found["ok"]:
        return found
    sealer.seal_all()
    return sealer.verify()


def show_verify(data: dict[str, Any]) -> str:
    """One sentence, loud when something is wrong."""
    if data["ok"]:
        return _("The audit is whole: %(sealed)s sealed lines, %(unsealed)s waiting, %(anchors)s anchors.") % data
    words = _("THE AUDIT WAS TAMPERED WITH. First broken link: %(broken_at)s (line %(event)s): %(why)s.")
    why = data["why"]
    return words % {**data, "why": _(why)}


COMMANDS = {
    "access init": (configure_init, init, show_init),
    "access explain": (configure_explain, explain, show_explain),
    "access seal": (configure_nothing, seal),
    "access verify-audit": (configure_nothing, verify_audit, show_verify),
}
for _handler in (init, explain, seal, verify_audit):
    _handler.nobody = True  # type: ignore[attr-defined]
    _handler.own_transactions = True  # type: ignore[attr-defined]
