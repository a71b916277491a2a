"""The lists of health: what children are owed, pregnant women."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from llamkay.apps.nursery.day.lists import NOBODY_FITS, NOTHING_FITS
from llamkay.apps.nursery.health import referrals
from llamkay.apps.nursery.health.queries import Expecting
from llamkay.apps.nursery.lists import leaving
from llamkay.apps.nursery.models import Referral
from llamkay.apps.nursery.permissions import EXPORT
from llamkay.apps.nursery.record.lists import age_words
from llamkay.platform import clock
from llamkay.platform.screens.cells import NOTHING, hint, joined, lines, link, tag, under
from llamkay.platform.screens.lists import Column, Kind, List


def _child(row: dict[str, Any]) -> Any:
    file = row["file"]
    page = link(reverse("nursery:part", args=[file.child.pk, "salud"]), file.child.full_name)
    return joined([page, under(age_words(file))], "")


def _late(row: dict[str, Any]) -> Any:
    until = _("hasta el {day:%d/%m/%Y}")
    each = ((entry.text, hint(until.format(day=entry.in_time_until))) for entry in row["late"])
    return format_html_join("", "<div>{} {}</div>", each) or NOTHING


def _due(row: dict[str, Any]) -> Any:
    return format_html_join("", "<div>{}</div>", ((entry.text,) for entry in row["due"])) or NOTHING


DUE = List(
    name="salud",
    title=gettext_lazy("Salud de los niños"),
    template="nursery/health/home.html",
    parent=("nursery:home", gettext_lazy("Cuna")),
    columns=[
        Column(gettext_lazy("Niño o niña"), _child, cell=_child, head=True),
        Column(gettext_lazy("Se pasó"), _late, cell=_late),
        Column(gettext_lazy("Le toca"), _due, cell=_due),
        Column(gettext_lazy("Último control"), lambda row: f"{row['last'].on:%d/%m/%Y}" if row["last"] else ""),
    ],
    file=[
        Column(gettext_lazy("Código"), lambda row: row["file"].child.code),
        Column(gettext_lazy("Apellidos y nombres"), lambda row: row["file"].child.full_name),
        Column(gettext_lazy("Meses"), lambda row: row["file"].age_months),
        Column(gettext_lazy("Se pasó"), lambda row: "; ".join(entry.text for entry in row["late"])),
        Column(gettext_lazy("Le toca"), lambda row: "; ".join(entry.text for entry in row["due"])),
        Column(gettext_lazy("Último control"), lambda row: row["last"].on if row["last"] else ""),
        Column(gettext_lazy("Problemas abiertos"), lambda row: "; ".join(each.what for each in row["problems"])),
    ],
    count=ngettext_lazy("%(n)s niña o niño", "%(n)s niñas y niños", "n"),
    nothing=NOBODY_FITS,
    empty="",
    reads="children",
    internal=True,
    export=EXPORT,
    guard=leaving(
        gettext_lazy("Descargar la lista de atenciones de los niños"), lambda row: row["file"].stay.establishment_id
    ),
)


def _weeks(item: Expecting) -> str:
    words = ngettext("%(w)s semanas y %(d)s día", "%(w)s semanas y %(d)s días", item.days)
    return words % {"w": item.weeks, "d": item.days}


def _birth(item: Expecting) -> Any:
    return lines([f"{item.pregnancy.due_on:%d/%m/%Y}", hint(item.pregnancy.get_origin_display())])


def _next(item: Expecting) -> Any:
    if item.pregnancy.end:
        return item.pregnancy.get_end_display()
    late, count = "", len(item.overdue)
    if count:
        late = tag("red", ngettext("%(n)s atrasada", "%(n)s atrasadas", count) % {"n": count})
    coming = f"{item.next.text}, {item.next.recommended:%d/%m/%Y}" if item.next else NOTHING
    return joined([late, coming])


def _plan(item: Expecting) -> Any:
    plan = _("Tiene plan de parto") if item.pregnancy.birth_plan else tag("yellow", _("Sin plan de parto"))
    return joined([plan, "" if item.pregnancy.diet else tag("yellow", _("Sin dieta"))])


PREGNANCIES = List(
    name="gestantes",
    title=gettext_lazy("Gestantes"),
    template="nursery/health/pregnancies.html",
    parent=("nursery:home", gettext_lazy("Cuna")),
    columns=[
        Column(
            gettext_lazy("Interna"),
            lambda item: item.pregnancy.person.full_name,
            link=lambda item: reverse("nursery:pregnancy", args=[item.pregnancy.pk]),
            head=True,
        ),
        Column(gettext_lazy("Semanas"), _weeks),
        Column(gettext_lazy("Parto probable"), _birth, cell=_birth),
        Column(gettext_lazy("Próxima atención"), _next, cell=_next),
        Column(gettext_lazy("Plan"), _plan, cell=_plan),
    ],
    foot=gettext_lazy(
        "A una gestante no se la aísla, no se le ponen esposas ni grilletes y no se la clasifica en extrema "
        "seguridad (Reglas de Bangkok 22 y 24): el sistema rechaza el aislamiento y esa etapa."
    ),
    count=ngettext_lazy("%(n)s gestación", "%(n)s gestaciones", "n"),
    nothing=NOTHING_FITS,
    empty=gettext_lazy("Ninguna gestación abierta."),
    reads="children",
    internal=True,
    export=None,
)


def _referral_state(row: Referral) -> Any:
    step, day = referrals.next_step(row), referrals.due_on(row)
    if not step:
        return tag("grey", _("Cerrada sin terminar")) if row.ended_on else tag("green", _("Terminada"))
    words = _("Falta la respuesta") if step == "answer" else _("Falta el seguimiento")
    return tag("red" if day is not None and day < clock.today() else "yellow", words)


def _referral_words(row: Referral) -> str:
    step = referrals.next_step(row)
    if not step:
        return _("Cerrada sin terminar") if row.ended_on else _("Terminada")
    return _("Falta la respuesta") if step == "answer" else _("Falta el seguimiento")


REFERRALS = List(
    name="derivaciones",
    title=gettext_lazy("Derivaciones de internas"),
    template="nursery/health/referrals.html",
    parent=("nursery:home", gettext_lazy("Cuna")),
    columns=[
        Column(
            gettext_lazy("Interna"),
            "person.full_name",
            link=lambda row: reverse("nursery:referral", args=[row.pk]),
            head=True,
        ),
        Column(gettext_lazy("Por qué"), "what"),
        Column(gettext_lazy("Servicio"), "service"),
        Column(gettext_lazy("Derivada el"), "referred_on", Kind.DAY),
        Column(gettext_lazy("Qué falta"), _referral_words, cell=_referral_state),
        Column(gettext_lazy("Hasta el"), referrals.due_on, Kind.DAY),
    ],
    count=ngettext_lazy("%(n)s derivación", "%(n)s derivaciones", "n"),
    nothing=NOTHING_FITS,
    empty=gettext_lazy(
        "Ninguna derivación abierta. Las que se hagan quedan aquí hasta que respondan y se haga el seguimiento."
    ),
    reads="children",
    internal=True,
    export=None,
)
