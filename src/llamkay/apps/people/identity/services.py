"""Writes about who somebody is: documents, names, and one identity out of two."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from llamkay.apps.people import acts, registry
from llamkay.apps.people.documents import check_document
from llamkay.apps.people.kinds import ADULT, Tongue
from llamkay.apps.people.models import (
    CustodySpell,
    IdentityDocument,
    IsolationSpell,
    LegalStatusSpell,
    Person,
    StageSpell,
    TemporaryAbsence,
)
from llamkay.apps.people.permissions import MERGE
from llamkay.apps.people.queries import age_on
from llamkay.apps.people.writing import (
    acting,
    dates,
    lock_document,
    locked_person,
    place_of,
    reached,
    record_act,
    record_name,
)
from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database.search import name_words
from llamkay.platform.security.access import require

if TYPE_CHECKING:
    pass


def write_document(person: Person, checked: Any) -> IdentityDocument:
    """Write a document that was checked; the caller holds its lock."""
    return IdentityDocument.objects.create(
        person=person, kind=checked.kind, number=checked.number, entered_at=clock.now()
    )


def add_document(*, actor: Any, person: Person, kind: str, number: str) -> IdentityDocument:
    """A document appears: the identity is no longer provisional.

    A number that belongs to somebody else is refused: then the two identities are merged.
    """
    checked = check_document(kind, number)
    with acting():
        person, place = reached(actor, person, None)
        lock_document(checked.kind, checked.number)
        known = IdentityDocument.objects.filter(kind=checked.kind, number=checked.number).first()
        if known is not None and known.person_id == person.pk:
            return known
        if known is not None:
            other = Person.objects.get(pk=known.person_id)
            raise Refused(
                _(
                    "El documento {known} ya es de {other} ({other.code}). Si es la misma persona, una las identidades."
                ).format(known=known, other=other)
            )
        document = write_document(person, checked)
        if person.provisional:
            person.provisional = False
            person.save(update_fields=["provisional"])
        record_act(
            actor,
            acts.DOCUMENT,
            person,
            place,
            f"Se registró {document.get_kind_display()} de {person}.",
            details={"impossible_document": True} if checked.impossible else {},
            record=record_name(document),
        )
    return document


def merge_provisional(*, actor: Any, provisional: Person, into: Person, reason: str) -> Person:
    """A provisional identity turns out to be a known person: everything recorded passes to the one that stands.

    Refused, with the clash, where both were somewhere the same day, and where closed months, which nobody rewrites,
    already name the provisional identity. Returns the person that stands.
    """
    if not reason.strip():
        raise Refused(_("Escriba por qué se trata de la misma persona, con el documento que lo prueba."))
    if provisional.pk == into.pk:
        raise Refused(_("Es la misma identidad: elija otra persona."))
    with acting():
        locked = {row.pk: row for row in (locked_person(pk) for pk in sorted((provisional.pk, into.pk)))}
        provisional, into = locked[provisional.pk], locked[into.pk]
        place = place_of(provisional, None)
        require(actor, MERGE, establishment_id=place.pk)
        if not provisional.provisional:
            raise Refused(
                _("{provisional} ({provisional.code}) no tiene identidad provisional: tiene su documento.").format(
                    provisional=provisional
                )
            )
        if provisional.sex != into.sex:
            raise Refused(
                _("{provisional} figura como {sex} y {into} como {other_sex}; corrija ese dato antes de unir.").format(
                    provisional=provisional,
                    sex=provisional.get_sex_display().lower(),
                    into=into,
                    other_sex=into.get_sex_display().lower(),
                )
            )
        no_clashes(provisional, into)
        moved = _move_everything(provisional, into)
        provisional.merged_into = into
        provisional.save(update_fields=["merged_into"])
        record_act(
            actor,
            acts.MERGE,
            into,
            place,
            f"La identidad provisional {provisional.code} ({provisional}) se unió a {into} ({into.code}).",
            reason=reason.strip(),
            details={"provisional": provisional.pk, "moved": moved},
        )
    return into


def correct_person(
    *,
    actor: Any,
    person: Person,
    first_surname: str,
    given_names: str,
    sex: str,
    nationality: str,
    reason: str,
    second_surname: str = "",
    born_on: date | None = None,
    mother_tongue: str | None = None,
    confirmed: bool = False,
) -> Person:
    """Correct who somebody is: names, sex, day of birth, nationality, first language; what search looks in follows.

    The whole is written: a day of birth that is empty is taken back; only a language of which nothing is said stays.
    What it was stays in the history. A sex that her prison does not take is asked about: it is done once ``confirmed``.
    """
    if not reason.strip() or not first_surname.strip() or not given_names.strip():
        raise Refused(_("Escriba el primer apellido, los nombres y el motivo de la corrección."))
    with acting():
        person, place = reached(actor, person, None)
        entered = CustodySpell.objects.filter(person=person).order_by("period").first()
        age = age_on(born_on, entered.period.lower) if entered else None
        if age is not None and age < ADULT:
            raise Refused(
                _("Con esa fecha habría ingresado de {age} años: revísela.").format(age=max(age, 0)), field="born_on"
            )
        if sex != person.sex:
            registry.ask([registry.of_another_sex(sex, place, on=clock.today())], confirmed=confirmed, reason=reason)
        before = str(person)
        person.first_surname, person.second_surname, person.given_names = (
            " ".join(name.split()) for name in (first_surname, second_surname, given_names)
        )
        person.sex, person.born_on, person.nationality = sex, born_on, nationality.upper()
        if mother_tongue is not None:
            check_tongue(mother_tongue)
            person.mother_tongue = mother_tongue
        person.search_text = person.folded()
        person.save()
        now = f" y ahora figura como {person}" if str(person) != before else ""
        sentence = f"Se corrigieron los datos de {before}{now}."
        record_act(actor, acts.RENAME, person, place, sentence, reason=reason.strip())
    return person


def check_tongue(mother_tongue: str) -> None:
    """Refuse a first language that is none of the list; empty is not known."""
    if mother_tongue and mother_tongue not in Tongue.values:
        raise Refused(_("Elija la lengua materna de la lista, o déjela sin elegir."), field="mother_tongue")


def same_person(person: Person, first_surname: str, sex: str, born_on: date | None, document: IdentityDocument) -> None:
    """Refuse a known document beside a surname, a sex or a day of birth that are not those of its person."""
    if name_words(person.first_surname) != name_words(first_surname):
        raise Refused(
            _(
                "El documento {document} ya es de {person}; el apellido «{first_surname}» no concuerda. "
                "Revise el número."
            ).format(document=document, person=person, first_surname=first_surname),
            field="document",
        )
    if sex != person.sex or (None not in (born_on, person.born_on) and born_on != person.born_on):
        raise Refused(
            _(
                "El documento {document} ya es de {person}, que figura como {sex}{born}: revise lo que escribió. Si lo "
                "que figura está mal, regístrela así y corrija después sus datos."
            ).format(
                document=document,
                person=person,
                sex=person.get_sex_display().lower(),
                born=_(" y nació el {on:%d/%m/%Y}").format(on=person.born_on) if person.born_on else "",
            ),
            field="born_on" if sex == person.sex else "sex",
        )


def no_clashes(provisional: Person, into: Person) -> None:
    """Refuse two identities that were somewhere the same day."""
    for model, what in (
        (CustodySpell, "la custodia"),
        (TemporaryAbsence, _("las salidas temporales")),
        (LegalStatusSpell, _("la situación jurídica")),
        (StageSpell, "la etapa"),
        (IsolationSpell, "el aislamiento"),
    ):
        for row in model.objects.filter(person=provisional):
            other = model.objects.filter(person=into, period__overlap=row.period).first()
            if other is not None:
                raise Refused(
                    _(
                        "No se pueden unir {provisional.code} e {into.code}: {what} {dates} se cruza con la otra "
                        "identidad {other_dates}. Revise si son dos personas distintas."
                    ).format(
                        provisional=provisional,
                        into=into,
                        what=what,
                        dates=dates(row.period),
                        other_dates=dates(other.period),
                    )
                )


def _move_everything(provisional: Person, into: Person) -> dict[str, int]:
    """Point every row of every app at the person that stands; table → rows moved."""
    moved = {}
    for relation in Person._meta.related_objects:
        model, field = relation.related_model, relation.field.name
        if not relation.field.concrete or getattr(model, "pgh_tracked_model", None) is not None:
            continue
        rows = model._base_manager.filter(**{field: provisional})
        if any("append_only" in trigger.name for trigger in getattr(model._meta, "triggers", [])):
            if rows.exists():
                raise Refused(
                    _(
                        "No se puede unir {provisional.code}: ya figura en meses cerrados, que no se reescriben. "
                        "Registre su documento o consulte a la mesa de ayuda."
                    ).format(provisional=provisional)
                )
            continue
        try:
            with transaction.atomic():
                count = rows.update(**{field: into})
        except IntegrityError as error:
            raise Refused(
                _(
                    "No se pueden unir {provisional.code} e {into.code}: ambas identidades tienen registros de la "
                    "misma fecha ({table}). Corrija uno de ellos antes de unir."
                ).format(provisional=provisional, into=into, table=model._meta.db_table)
            ) from error
        if count:
            moved[model._meta.db_table] = count
    return moved
