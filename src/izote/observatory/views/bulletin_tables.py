"""The tables of a bulletin as pages, files and paper show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from izote.kit.charts import columns as bar_chart
from izote.kit.charts import number
from izote.kit.tables import Column, Fact, Table
from izote.observatory.rules.bulletins import LICENCE
from izote.observatory.rules.change import Change
from izote.observatory.rules.indicators import in_language
from izote.observatory.rules.words import label, labels, words

NAN = float("nan")


def period_words(period: str) -> str:
    """A month, quarter or year in words."""
    if "Q" in period:
        return _("quarter %(n)s of %(year)s") % {"n": period[-1], "year": period[:4]}
    day = parse_date(f"{period}-01") if len(period) == 7 else None
    return date_format(day, "F Y") if day else period


def short_period(period: str) -> str:
    """The same under a picture."""
    day = parse_date(f"{period}-01") if len(period) == 7 and "Q" not in period else None
    return date_format(day, "M")[:1].upper() if day else period[-2:]


def part_words(part: str, code: str) -> str:
    """Of which persons or means a row speaks."""
    if code == "?":
        return _("not known")
    if part == "sex":
        return {"F": _("women"), "M": _("men")}[code]
    if part == "age":
        first, last = code.split("-")
        return _("%(age)s and older") % {"age": first} if not last else _("%(first)s to %(last)s years") % {"first": first, "last": last}
    return label("means", code) if code in words("means") else code


def table_title(key: str) -> str:
    """What a table shows."""
    return {
        "places": _("Municipality, districts and country"),
        "months": _("Month by month in the municipality"),
        "sex": _("By sex in the municipality"),
        "age": _("By age in the municipality"),
        "means": _("By means in the municipality"),
        "quarters": _("By period"),
        "residence": _("By the place where persons live"),
    }[key]


def cell_words(row: Mapping[str, Any]) -> Any:
    """The figure, or why there is none; the office reads its own figure beside its fate."""
    if row["state"] == "gap":
        return _("no data")
    if row["state"] == "withheld" or (row["state"] in ("primary", "secondary") and row["count"] is None):
        return _("withheld")
    if row["state"] == "primary":
        return _("%(n)s · withheld: fewer than 5") % {"n": row["count"]}
    if row["state"] == "secondary":
        return _("%(n)s · withheld to protect another") % {"n": row["count"]}
    return row["count"]


def shown(item: Mapping[str, Any]) -> list[Table]:
    """Every table of one indicator."""
    made = {"places": _places, "months": _months, "quarters": _quarters, "residence": _residence}
    return [made.get(table["key"], _parts)(item, table) for table in item["tables"]]


def _facts(item: Mapping[str, Any]) -> list[Fact]:
    about = item["source"]
    return [
        Fact(_("Source"), f"{about['name']} ({about['authority']})", "#meta+source"),
        Fact(_("Cut-off"), about["cut_off"], "#date+cutoff"),
        Fact(_("Version of the figures"), about["vintage"], "#meta+vintage"),
    ]


def _key(item: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    return f"{item['indicator']['code']}-{item['source']['code']}-{table['key']}"


def _places(item: Mapping[str, Any], table: Mapping[str, Any]) -> Table:
    rows, names = table["rows"], item["source"]["names"]
    periods = list(dict.fromkeys(row["period"] for row in rows))
    rated = any("rate" in row for row in rows) and item["indicator"]["rate"]
    columns = [Column(_("Place")), *(Column(period_words(one), "", 0) for one in periods)]
    if rated:
        columns += [Column(_("Rate %(period)s (95 %% interval)") % {"period": one}) for one in periods]
    columns.append(Column(_("Change (95 % interval)")))
    body = []
    for place in dict.fromkeys(row["place"] for row in rows):
        own = {row["period"]: row for row in rows if row["place"] == place}
        line = [names[place], *(cell_words(own[one]) for one in periods)]
        line += [rate_words(own[one]) for one in periods] if rated else []
        body.append([*line, change_words(own[periods[-1]])])
    return Table(_key(item, table), table_title("places"), columns, body, _facts(item))


def _months(item: Mapping[str, Any], table: Mapping[str, Any]) -> Table:
    rows = table["rows"]
    body = [[period_words(row["period"]), cell_words(row)] for row in rows]
    title = table_title("months")
    picture = bar_chart([_public_value(row) for row in rows], [short_period(row["period"]) for row in rows], label=title)
    found = Table(_key(item, table), title, [Column(_("Period")), Column(_("Count"), "", 0)], body, _facts(item))
    found.picture = picture if len(rows) > 1 else ""
    if any(row["state"] == "withheld" for row in rows) and found.picture:
        found.notes.append(_("A hatched bar is withheld or has no data: the table says which."))
    return found


def _quarters(item: Mapping[str, Any], table: Mapping[str, Any]) -> Table:
    """What the office did by period: a count, or a part of a whole with its share."""
    rows = {(row["period"], row["categories"]): row for row in table["rows"]}
    periods, measures = (list(dict.fromkeys(key[at] for key in rows)) for at in (0, 1))
    last, shared = [rows[period, measures[-1]] for period in periods], len(measures) > 1
    columns = [Column(_("Period"), "#date+period"), *(Column(label("measures", one), "#value", 0) for one in measures)]
    body = [[period_words(period), *(cell_words(rows[period, one]) for one in measures)] for period in periods]
    if shared:
        columns.append(Column(_("Share, % (95 % interval)"), "#indicator+share"))
        body = [[*line, rate_words(row)] for line, row in zip(body, last, strict=True)]
    found = Table(_key(item, table), table_title("quarters"), columns, body, _facts(item))
    values = [row.get("rate") if shared else _public_value(row) for row in last]
    if len(periods) > 1:
        named = [short_period(one) + (f" {one[2:4]}" if "Q" in one else "") for one in periods]
        found.picture = bar_chart(values, named, label=found.title)
    if None in values:
        found.notes.append(_("A hatched bar is withheld or has no data: the table says which."))
    return found


def _residence(item: Mapping[str, Any], table: Mapping[str, Any]) -> Table:
    rows, names = table["rows"], item["source"]["names"]
    columns = [Column(_("Place"), "#geo+name"), Column(period_words(rows[0]["period"]), "#value", 0)]
    return Table(
        _key(item, table), table_title("residence"), columns, [[names[row["place"]], cell_words(row)] for row in rows], _facts(item)
    )


def _public_value(row: Mapping[str, Any]) -> float | None:
    return row["count"] if row["state"] == "printed" else None


def _parts(item: Mapping[str, Any], table: Mapping[str, Any]) -> Table:
    rows = table["rows"]
    heads = {"sex": _("Sex"), "age": _("Age"), "means": _("Means")}
    body = [[part_words(row["part"], row["label"]), cell_words(row)] for row in rows]
    columns = [Column(heads[table["key"]]), Column(period_words(rows[0]["period"]), "", 0)]
    return Table(_key(item, table), table_title(table["key"]), columns, body, _facts(item))


def rate_words(row: Mapping[str, Any]) -> str:
    """A rate with its interval, where its count is printed."""
    if row["state"] != "printed" or "rate" not in row:
        return "—"
    return f"{number(row['rate'], 1)} ({number(row['low'], 1)}–{number(row['high'], 1)})"


def change_words(row: Mapping[str, Any]) -> str:
    """The change against the year before, where both counts are printed."""
    found = row.get("change")
    if not found or row["state"] != "printed":
        return "—"
    before, after, value, low, high = found
    return Change(before, after, NAN if value is None else value, NAN if low is None else low, float("inf") if high is None else high).words


def source_words(item: Mapping[str, Any]) -> str:
    """Where the figures come from, in a line."""
    about, card = item["source"], item["indicator"]
    day = parse_date(about["cut_off"])
    said = _("%(source)s. Cut-off: %(day)s. Version %(n)s of the figures, definition %(code)s %(version)s.") % {
        "source": about["name"],
        "day": date_format(day, "SHORT_DATE_FORMAT") if day else "",
        "n": about["vintage"],
        "code": card["code"],
        "version": card["version"],
    }
    return f"{said} {_('Population: %(text)s.') % {'text': about['people']}}" if about["people"] and card["rate"] else said


def whole(items: Sequence[Mapping[str, Any]], code: str) -> Table:
    """Every figure of a bulletin as one long table for programs."""
    columns = [
        Column(_("Indicator"), "#indicator+code"), Column(_("Table"), "#meta+table"), Column(_("Place code"), "#geo+code"),
        Column(_("Place"), "#loc+name"), Column(_("Period"), "#date+period"), Column(_("Part"), "#meta+part"),
        Column(_("Part in words"), "#meta+part+name"), Column(_("Label"), "#meta+label"), Column(_("Label in words"), "#meta+label+name"),
        Column(_("Count"), "#indicator+num"), Column(_("State"), "#status"), Column(_("State in words"), "#status+name"),
        Column(_("Rate"), "#indicator+rate"),
        Column(_("Low"), "#indicator+rate+low"), Column(_("High"), "#indicator+rate+high"), Column(_("People"), "#population"),
        Column(_("Categories"), "#indicator+categories"), Column(_("Source"), "#meta+source"),
        Column(_("Version of the figures"), "#meta+vintage"), Column(_("Cut-off"), "#date+cutoff"),
        Column(_("Version of the definition"), "#meta+definition"), Column(_("Indicator in words"), "#indicator+name"),
        Column(_("Categories in words"), "#indicator+categories+name"), Column(_("What must be known"), "#meta+caveats"),
        Column(_("Change of definition"), "#meta+break"),
    ]  # fmt: skip
    body = [_long(item, table["key"], row) for item in items for table in item["tables"] for row in table["rows"]]
    facts = [Fact(_("Bulletin"), code, "#meta+bulletin"), Fact(_("Licence"), LICENCE, "#meta+license")]
    return Table("datos", code, columns, body, facts)


def _long(item: Mapping[str, Any], key: str, row: Mapping[str, Any]) -> list[Any]:
    card, about = item["indicator"], item["source"]
    rated = row["state"] == "printed" and (card["rate"] or "rate" in row)
    more = [row.get(name) if rated else None for name in ("rate", "low", "high")]
    head = [card["code"], key, row["place"], about["names"].get(row["place"], ""), row["period"], row["part"], *_part_cells(row)]
    tail = [row["categories"], about["code"], about["vintage"], about["cut_off"], card["version"], in_language(card["name"])]
    vocabulary = "measures" if row["categories"] in words("measures") else "categories"
    tail += [labels(vocabulary, row["categories"].split("+")), in_language(card["caveats"])]
    broken = "; ".join(f"{each['day']}: {in_language(each)}" for each in item["breaks"])
    states = {"printed": _("published"), "withheld": _("withheld"), "gap": _("no data")}
    state = [row["state"], states.get(row["state"], row["state"])]
    return [*head, row["count"] if row["state"] == "printed" else None, *state, *more, row.get("people"), *tail, broken]


def _part_cells(row: Mapping[str, Any]) -> list[str]:
    """Of which persons or means a row speaks: in words, by code, in words."""
    heads = {"sex": _("Sex"), "age": _("Age"), "means": _("Means"), "residence": _("Place where persons live")}
    part, code = row["part"], row["label"]
    return [heads.get(part, part), code, part_words(part, code) if code and part in ("sex", "age", "means") else code]
