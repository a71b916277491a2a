"""Writes: reference data, names by date, posts and their holders.

Everything here is national or public, so there is no scope to cross; permission is asked of ``institutions.manage``.
"""

import csv
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.text import slugify
from django.utils.translation import gettext as _

from llamkay.apps.institutions import acts
from llamkay.apps.institutions.models import (
    Establishment,
    Institution,
    InstitutionName,
    OfficeHolder,
    Post,
    RegionalOffice,
    Role,
)
from llamkay.apps.institutions.permissions import AUTHORITIES, MANAGE
from llamkay.core.errors import Refused
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.record import audit
from llamkay.platform.security import access
from llamkay.platform.security.access import require
from llamkay.platform.security.scope import EVERYTHING, Scope

NATIONAL = "national"
SOURCE = "INPE, Informe Estadístico, enero de 2026, anexos 04 y 06 (transcripción de terceros, sin cotejar)"

# Code, name, acronym, first day and norm of each institution; later names come by ``rename_institution``.
INSTITUTIONS = [
    ("inpe", "Instituto Nacional Penitenciario", "INPE", date(1985, 3, 6), "Decreto Legislativo 330"),
    (
        "mimp",
        "Ministerio de la Mujer y Poblaciones Vulnerables",
        "MIMP",
        date(2012, 1, 21),
        "Decreto Legislativo 1098",
    ),
    ("minjus", "Ministerio de Justicia y Derechos Humanos", "MINJUSDH", date(2011, 12, 9), "Ley 29809"),
]
NAMES = {16: "E.P. Mujeres Chorrillos", 17: "E.P. Anexo Mujeres Chorrillos"}


class _AllActions(Mapping[str, Scope]):
    """Every registered action, everywhere."""

    def __getitem__(self, code: str) -> Scope:
        if code not in access.ACTIONS:
            raise KeyError(code)
        return EVERYTHING

    def __iter__(self) -> Any:
        return iter(access.ACTIONS)

    def __len__(self) -> int:
        return len(access.ACTIONS)


class System:
    """Whoever runs a command on the server, where there is no account yet; its acts are logged as «sistema»."""

    username = "sistema"
    full_name = "Sistema"
    is_authenticated = True
    scope = EVERYTHING
    actions: Mapping[str, Scope] = _AllActions()

    def __str__(self) -> str:
        return self.full_name


SYSTEM = System()


def establishment_rows() -> list[dict[str, Any]]:
    """The shipped table of establishments, numbers as numbers (see README-establishments.md)."""
    text = resources.files("llamkay").joinpath("data/establishments-2026-01.csv").read_text(encoding="utf-8")
    words = {"oficina_regional", "departamento", "establecimiento"}
    return [
        {key: value if key in words else int(value) for key, value in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]


@transaction.atomic
def load_reference() -> dict[str, int]:
    """Load institutions, offices, establishments and roles; running it again changes only what the data changed.

    Dated names, and whether an establishment uses the system, are never overwritten. Returns how many of each stand.
    Raises ``Refused`` when a role names an action that no app registers.
    """
    for code, name, acronym, start, norm in INSTITUTIONS:
        institution, _made = Institution.objects.get_or_create(code=code)
        if not institution.names.exists():
            InstitutionName.objects.create(
                institution=institution, name=name, acronym=acronym, period=DateRange(start, None), norm=norm
            )
    rows = establishment_rows()
    offices = _load(
        RegionalOffice,
        {slugify(row["oficina_regional"]): {"name": f"Oficina Regional {row['oficina_regional']}"} for row in rows},
    )
    _load(
        Establishment,
        {
            f"EP{row['n']:02d}": {
                "name": NAMES.get(row["n"], row["establecimiento"]),
                "office_id": offices[slugify(row["oficina_regional"])].pk,
                "department": row["departamento"],
                "population_kind": _population_kind(row),
                "capacity": row["capacidad"],
                "order": row["n"],
                "source": SOURCE,
            }
            for row in rows
        },
    )
    load_roles()
    return {
        "institutions": Institution.objects.count(),
        "offices": RegionalOffice.objects.count(),
        "establishments": Establishment.objects.count(),
        "roles": Role.objects.count(),
    }


def _population_kind(row: dict[str, Any]) -> str:
    if row["mujeres"] == 0:
        return Establishment.Population.MEN
    return Establishment.Population.WOMEN if row["mujeres"] == row["poblacion"] else Establishment.Population.MIXED


@transaction.atomic
def _load(model: Any, rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Create or bring up to date the rows named by code; a row that already agrees is not written."""
    known = model.objects.in_bulk(field_name="code")
    model.objects.bulk_create([model(code=code, **values) for code, values in rows.items() if code not in known])
    changed = []
    for code, values in rows.items():
        row = known.get(code)
        if row is not None and any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    if changed:
        model.objects.bulk_update(changed, list(next(iter(rows.values()))))
        audit.record(
            actor=SYSTEM.username,
            verb=acts.LOAD_REFERENCE,
            target=f"reference:{model._meta.db_table}",
            sentence=f"Se pusieron al día los datos de referencia: {', '.join(row.code for row in changed)}.",
            stream=NATIONAL,
        )
    return dict(model.objects.in_bulk(field_name="code"))


def load_roles(roles: list[dict[str, Any]] | None = None) -> dict[str, Role]:
    """Load the functions of the staff (``data/roles.yaml``), each action checked against those registered; by code."""
    if roles is None:
        (document,) = [found for found in yaml_documents("llamkay", "data") if found["_file"] == "data/roles.yaml"]
        roles = document["roles"]
    for role in roles:
        unknown = sorted(set(role["actions"]) - set(access.ACTIONS))
        if unknown:
            raise Refused(
                _("la función {role} nombra acciones que no existen: {unknown}").format(
                    role=role["code"], unknown=", ".join(unknown)
                )
            )
    return _load(
        Role,
        {
            role["code"]: {"name": role["name"], "name_en": role["name_en"], "actions": role["actions"]}
            for role in roles
        },
    )


@transaction.atomic
def rename_institution(
    *, actor: Any, institution: Institution, name: str, acronym: str, on: date, norm: str
) -> InstitutionName:
    """From that day the institution has another name; papers of earlier days keep the old one.

    The succession of INPE (D.Leg. 1710) has no confirmed day, so an administrator does it with the norm in hand.
    """
    require(actor, MANAGE)
    require_national(actor)
    Institution.objects.select_for_update().get(pk=institution.pk)
    old = institution.names.order_by("-period").first()
    if not (name.strip() and acronym.strip() and norm.strip()):
        raise Refused(_("Escriba el nombre, la sigla y la norma que dispone el cambio."))
    if old is not None:
        if (old.period.upper is not None and old.period.upper > on) or old.period.lower >= on:
            raise Refused(
                _(
                    "El nombre «{old.name}» rige desde el {since:%d/%m/%Y}; el nuevo debe empezar después, no el "
                    "{on:%d/%m/%Y}."
                ).format(old=old, since=old.period.lower, on=on)
            )
        old.period = DateRange(old.period.lower, on)
        old.save(update_fields=["period"])
    new = InstitutionName.objects.create(
        institution=institution,
        name=name.strip(),
        acronym=acronym.strip(),
        period=DateRange(on, None),
        norm=norm.strip(),
    )
    audit.record(
        actor=actor.username,
        verb=acts.RENAME,
        target=f"institution:{institution.pk}",
        sentence=f"Desde el {on:%d/%m/%Y}, la institución «{institution.code}» se llama {new.name} ({new.acronym}).",
        stream=NATIONAL,
        reason=new.norm,
    )
    return new


@transaction.atomic
def add_post(*, actor: Any, institution: Institution, title: str, establishment: Establishment | None = None) -> Post:
    """Create a post, once; the post of that title when it already stands."""
    require(actor, MANAGE, establishment_id=establishment.pk if establishment else None)
    return _post(actor, institution, title, establishment)


def _post(actor: Any, institution: Institution, title: str, establishment: Establishment | None) -> Post:
    if not title.strip():
        raise Refused(_("Escriba el cargo, por ejemplo «Dirección»."))
    post, created = Post.objects.get_or_create(
        institution=institution, establishment=establishment, title=title.strip()
    )
    if created:
        audit.record(
            actor=actor.username,
            verb=acts.ADD_POST,
            target=f"post:{post.pk}",
            sentence=f"Se creó el cargo «{post.title}»{f' en {establishment.name}' if establishment else ''}.",
            stream=stream_of(establishment),
        )
    return post


@transaction.atomic
def add_holder(*, actor: Any, post: Post, name: str, on: date, act: str = "") -> OfficeHolder:
    """Someone takes a post from that day; whoever held it leaves the same day."""
    require(actor, MANAGE, establishment_id=post.establishment_id)
    return _holder(actor, post, name, on, act)


def _holder(actor: Any, post: Post, name: str, on: date, act: str) -> OfficeHolder:
    if not name.strip():
        raise Refused(_("Escriba los nombres y apellidos de quien asume el cargo."))
    post = Post.objects.select_for_update(of=["self"]).select_related("establishment").get(pk=post.pk)
    last = post.holders.order_by("-period").first()
    if last is not None:
        if last.period.lower >= on:
            raise Refused(
                _(
                    "{last.name} asumió «{post.title}» el {since:%d/%m/%Y}; quien le sucede debe asumir después, "
                    "no el {on:%d/%m/%Y}."
                ).format(last=last, post=post, since=last.period.lower, on=on)
            )
        if last.period.upper is None or last.period.upper > on:
            last.period = DateRange(last.period.lower, on)
            last.save(update_fields=["period"])
    holder = OfficeHolder.objects.create(post=post, name=name.strip(), period=DateRange(on, None), act=act.strip())
    audit.record(
        actor=actor.username,
        verb=acts.ADD_HOLDER,
        target=f"post:{post.pk}",
        sentence=f"{holder.name} asumió «{post.title}» el {on:%d/%m/%Y}.",
        stream=stream_of(post.establishment),
        reason=holder.act,
    )
    return holder


@transaction.atomic
def appoint(
    *, actor: Any, establishment: Establishment, title: str, name: str, on: date, act: str = ""
) -> OfficeHolder:
    """Someone takes a post of an establishment, which is created when the title is new."""
    prisons = Institution.objects.get(code="inpe")
    post = add_post(actor=actor, institution=prisons, establishment=establishment, title=title)
    return add_holder(actor=actor, post=post, name=name, on=on, act=act)


@transaction.atomic
def record_authority(
    *, actor: Any, institution: Institution, title: str, name: str, on: date, act: str = ""
) -> OfficeHolder:
    """Someone takes a post of an institution that is of no prison: a minister, a head of office."""
    require(actor, AUTHORITIES)
    return _holder(actor, _post(actor, institution, title, None), name, on, act)


@transaction.atomic
def add_institution(*, actor: Any, name: str, acronym: str, since: date, norm: str) -> Institution:
    """Another public body, with its name of today; one that is already known by that acronym is refused."""
    require(actor, AUTHORITIES)
    name, acronym, norm = " ".join(name.split()), acronym.strip(), norm.strip()
    code = slugify(acronym)
    if not name or not code or not norm:
        raise Refused(_("Escriba el nombre, la sigla y la norma de la institución."))
    institution, made = Institution.objects.get_or_create(code=code)
    if not made:
        raise Refused(_("Ya hay una institución con la sigla {acronym}.").format(acronym=acronym), "acronym")
    InstitutionName.objects.create(
        institution=institution, name=name, acronym=acronym, period=DateRange(since, None), norm=norm
    )
    audit.record(
        actor=actor.username,
        verb=acts.ADD_INSTITUTION,
        target=f"institution:{institution.pk}",
        sentence=f"Se registró la institución {name} ({acronym}).",
        stream=NATIONAL,
    )
    return institution


@transaction.atomic
def set_uses_system(*, actor: Any, establishment: Establishment, uses: bool) -> Establishment:
    """From now on the establishment is counted here, or reports its month instead."""
    require(actor, MANAGE, establishment_id=establishment.pk)
    establishment = Establishment.objects.select_for_update().get(pk=establishment.pk)
    if establishment.uses_system != uses:
        establishment.uses_system = uses
        establishment.save(update_fields=["uses_system"])
        audit.record(
            actor=actor.username,
            verb=acts.SET_USES_SYSTEM,
            target=f"establishment:{establishment.pk}",
            sentence=f"{establishment.name} {'empezó a usar' if uses else 'dejó de usar'} el sistema.",
            stream=establishment.code,
        )
    return establishment


def stream_of(establishment: Establishment | None) -> str:
    """The stream of the log of a prison, or that of the country."""
    return establishment.code if establishment else NATIONAL


def require_national(actor: Any, action: str = MANAGE) -> None:
    """Raise ``PermissionDenied`` unless the actor may do the action, or administer, in the whole country."""
    if not actor.actions[action].everything:
        raise PermissionDenied(_("Este acto es nacional: lo hace quien administra el sistema en la sede central."))
