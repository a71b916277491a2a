"""The lists of establishments and of accounts."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from llamkay.platform.screens.cells import NOTHING, lines, tag
from llamkay.platform.screens.lists import Column, Kind, List

_NO_PLACE = gettext_lazy("Ningún establecimiento coincide. Escriba menos letras o quite un filtro.")


def establishment_list(*, people: Mapping[int, int], day: str) -> List:
    """The establishments with ``people``, the population of those that the system counts, on a day."""

    def counted(row: Any) -> Any:
        if row.pk in people:
            return people[row.pk]
        return format_html('<span title="{}">{}</span>', _("El sistema no la cuenta o no está en su ámbito"), NOTHING)

    columns = [
        Column(gettext_lazy("Código"), "code", order="order"),
        Column(
            gettext_lazy("Establecimiento"), "name", link=lambda row: row.get_absolute_url(), order="name", head=True
        ),
        Column(gettext_lazy("Oficina regional"), "office.name", order="office"),
        Column(gettext_lazy("Departamento"), "department"),
        Column(gettext_lazy("Población de"), "get_population_kind_display"),
        Column(gettext_lazy("Capacidad"), "capacity", Kind.NUMBER, order="capacity"),
    ]

    def population(row: Any) -> int | None:
        return people.get(row.pk)

    return List(
        name="establecimientos",
        title=gettext_lazy("Establecimientos"),
        columns=[*columns, Column(gettext_lazy("Población"), population, Kind.NUMBER, cell=counted)],
        file=[*columns, Column(_("Población al %(day)s") % {"day": day}, population, Kind.NUMBER)],
        foot=gettext_lazy(
            "Capacidad: INPE, Informe Estadístico de enero de 2026, anexos 04 y 06, según transcripción de terceros "
            "sin cotejar. La población se cuenta solo en los establecimientos que usan el sistema y están en su "
            "ámbito; los demás llevan una raya (—)."
        ),
        count=ngettext_lazy("%(total)s establecimiento", "%(total)s establecimientos", "total"),
        nothing=_NO_PLACE,
        empty=_NO_PLACE,
        target="establishments",
        size=100,
    )


def _functions(row: Any) -> Any:
    everywhere = _("Sede central (todo el país)")
    held = [f"{grant.role} · {grant.establishment.name if grant.establishment else everywhere}" for grant in row.held]
    return lines(held) if held else _("Sin función")


def _state(row: Any) -> Any:
    return _("Activa") if row.is_active else tag("red", _("Desactivada"))


_NO_ACCOUNT = gettext_lazy(
    "Ninguna cuenta coincide. Escriba menos letras o quite un filtro: los acentos, las mayúsculas y el orden no "
    "importan."
)


def each_grant(rows: Collection[Any]) -> list[tuple[Any, Any]]:
    """Each account with each function it holds, or with none: a file has a line for each."""
    return [(user, grant) for user in rows for grant in user.held or [None]]


def _of_grant(read: Any) -> Any:
    """What a line of the file says of its function, where there is one."""
    return lambda line: read(line[1]) if line[1] is not None else None


ACCOUNTS = List(
    name="usuarios",
    title=gettext_lazy("Usuarios"),
    template="institutions/users.html",
    columns=[
        Column(
            gettext_lazy("Nombres y apellidos"), str, link=lambda row: row.get_absolute_url(), order="name", head=True
        ),
        Column(gettext_lazy("Usuario"), "username", order="username"),
        Column(gettext_lazy("Función y lugar"), _functions, cell=_functions),
        Column(gettext_lazy("Cuenta"), _state, cell=_state),
        Column(gettext_lazy("Último ingreso"), "last_login", Kind.DAY, order="login"),
    ],
    file=[
        Column(gettext_lazy("Usuario"), lambda line: line[0].username),
        Column(gettext_lazy("Nombres y apellidos"), lambda line: line[0].full_name),
        Column(gettext_lazy("Correo"), lambda line: line[0].email),
        Column(gettext_lazy("Función"), _of_grant(lambda grant: grant.role.label)),
        Column(
            gettext_lazy("Lugar"),
            _of_grant(lambda grant: grant.establishment.name if grant.establishment else _("Sede central")),
        ),
        Column(gettext_lazy("Desde"), _of_grant(lambda grant: grant.period.lower)),
        Column(gettext_lazy("Hasta antes del"), _of_grant(lambda grant: grant.period.upper)),
        Column(gettext_lazy("Cuenta"), lambda line: _("activa") if line[0].is_active else _("desactivada")),
        Column(gettext_lazy("Último ingreso"), lambda line: line[0].last_login),
    ],
    count=ngettext_lazy("%(total)s cuenta", "%(total)s cuentas", "total"),
    nothing=_NO_ACCOUNT,
    empty=_NO_ACCOUNT,
    target="users",
)
