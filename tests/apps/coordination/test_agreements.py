"""Agreements: nothing is signed without a name, nothing signed changes, everything owed becomes a commitment."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction

from llamkay.apps.coordination.agreements import queries, services
from llamkay.apps.coordination.models import Agreement, AgreementParty, Commitment, Obligation
from llamkay.apps.coordination.tasks import about_to_end
from llamkay.apps.institutions.services import record_authority, rename_institution
from llamkay.core.coordination import Stage
from llamkay.core.errors import Refused
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds.press_office import report

TODAY = date(2026, 2, 2)


def owes(two_sides, agreement, **values):
    party = agreement.parties.get(institution=two_sides.ministry)
    given = {"text": "Atender a 40 niñas y niños", "due_on": date(2026, 6, 30), "evidence": "informe", "party": party}
    return services.add_obligation(actor=two_sides.protocolo, agreement=agreement, **{**given, **values})


def test_the_names_of_the_day_of_signing_stay(two_sides, draft):
    made = draft()
    services.sign(actor=two_sides.protocolo, agreement=made, on=date(2025, 3, 1))
    record_authority(
        actor=Command(), institution=two_sides.ministry, title="Ministra", name="Otra Persona", on=date(2025, 6, 1)
    )
    rename_institution(
        actor=Command(), institution=two_sides.inpe, name="Otro Nombre", acronym="SUNIR", on=date(2026, 2, 1), norm="N"
    )
    lines = {line.acronym: line for line in queries.parties_of(queries.every_agreement().get(), on=TODAY)}
    assert (lines["MIMP"].holder, lines["INPE"].institution) == ("Eva Luna", "Instituto Nacional Penitenciario")


def test_before_signing_the_names_are_those_of_today(two_sides, draft):
    made = draft()
    record_authority(
        actor=Command(), institution=two_sides.ministry, title="Ministra", name="Otra Persona", on=date(2025, 6, 1)
    )
    assert {line.holder for line in queries.parties_of(made, on=TODAY)} == {"Ana Ríos", "Otra Persona"}


def test_nobody_signs_for_an_empty_post(two_sides, draft):
    with pytest.raises(Refused, match="Nadie figura en el cargo «Presidencia» el 31/12/2024"):
        services.sign(actor=two_sides.protocolo, agreement=draft(), on=date(2024, 12, 31))
    assert Agreement.objects.get().signed_on is None
    assert set(AgreementParty.objects.values_list("holder", flat=True)) == {""}


def test_one_alone_agrees_with_nobody(two_sides, draft):
    made = draft()
    made.parties.get(institution=two_sides.inpe).delete()
    with pytest.raises(Refused, match="dos instituciones"):
        services.sign(actor=two_sides.protocolo, agreement=made, on=TODAY)


def test_what_was_signed_does_not_change(two_sides, draft):
    made = draft()
    owes(two_sides, made)
    signed = services.sign(actor=two_sides.protocolo, agreement=made, on=date(2025, 3, 1))
    values = {name: getattr(made, name) for name in ("kind", "number", "purpose", "starts_on")}
    for act in (
        lambda: services.save_agreement(actor=two_sides.protocolo, agreement=made, title="Otro", **values),
        lambda: owes(two_sides, made),
        lambda: services.sign(actor=two_sides.protocolo, agreement=made, on=TODAY),
        lambda: services.discard(actor=two_sides.protocolo, agreement=made),
    ):
        with pytest.raises(Refused, match="firmado"):
            act()
    for change in (
        lambda: Agreement.objects.filter(pk=signed.pk).update(title="Otro"),
        lambda: Agreement.objects.filter(pk=signed.pk).update(signed_on=None),
        lambda: AgreementParty.objects.update(holder="Otra"),
        lambda: Obligation.objects.update(target=1, metric="working"),
        lambda: Commitment.objects.update(what="Otra cosa que hacer"),
        lambda: Commitment.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_only_who_coordinates_may_change_after_signing(two_sides, draft):
    made = draft()
    services.sign(actor=two_sides.protocolo, agreement=made, on=TODAY)
    given = {"actor": two_sides.protocolo, "agreement": made, "institution": two_sides.inpe}
    changed = services.set_party(
        **given, post=two_sides.posts["Presidencia"], coordinator=two_sides.posts["Presidencia"]
    )
    assert changed.coordinator == two_sides.posts["Presidencia"]
    with pytest.raises(Refused, match="solo cambia quién coordina"):
        services.set_party(**given, post=two_sides.posts["Directora"])
    with pytest.raises(Refused, match="no es un cargo de esa institución"):
        services.set_party(**given, post=two_sides.posts["Ministra"])


def test_what_is_owed_becomes_a_commitment_of_who_coordinates(two_sides, draft):
    made = draft()
    owes(two_sides, made, metric="children_attending", target=40)
    services.sign(actor=two_sides.protocolo, agreement=made, on=TODAY)
    found = Commitment.objects.get()
    assert (found.post.title, found.due_on, found.metric, found.target, found.agreement) == (
        "Dirección de Enlace",
        date(2026, 6, 30),
        "children_attending",
        40,
        made,
    )
    assert found.code == "C-001-2026"


def test_an_obligation_is_measured_by_what_the_public_reads(two_sides, draft):
    made = draft()
    owes(
        two_sides, made, text="Dar trabajo a 500 internas", metric="working", establishment=two_sides.place, target=500
    )
    owes(
        two_sides,
        made,
        text="Dar trabajo a 600 internas",
        metric="working",
        establishment=two_sides.place,
        target=600,
        due_on=date(2026, 1, 31),
    )
    owes(two_sides, made, text="Publicar una guía")
    (second, first, third) = queries.measured(made, on=TODAY)
    assert (first.reading.known, first.reached) == (False, None)
    report("EP16", population=810, working=520)
    report("EP17", population=685, working=403)
    second, first, third = queries.measured(made, on=TODAY)
    assert (first.reading.value, first.reached, first.percent, first.late) == (520, True, 100, False)
    assert (second.reached, second.percent, second.late) == (False, 86, True)
    assert (third.reading, third.reached, third.percent) == (None, None, None)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"metric": "no-existe", "target": 4}, "no es una cifra pública"),
        ({"metric": "working"}, "a cuánto debe llegar"),
        ({"target": 4}, "Elija la cifra"),
        ({"metric": "working", "key": "company", "target": 4}, "clase"),
        ({"due_on": date(2027, 1, 1)}, "fuera de los días"),
        ({"text": " "}, "a qué se obliga"),
    ],
)
def test_an_obligation_that_cannot_be_measured_is_refused(two_sides, draft, values, words):
    with pytest.raises(Refused, match=words):
        owes(two_sides, draft(), **values)
    assert not Obligation.objects.exists()


def test_an_addendum_moves_the_end_once_it_is_signed(two_sides, draft):
    frame = draft(ends_on=date(2026, 2, 20))
    services.sign(actor=two_sides.protocolo, agreement=frame, on=date(2025, 3, 1))
    (line,) = queries.ending(TODAY)
    assert (line.alarm, line.days_left, line.stage) == (30, 18, Stage.ENDING)
    (task,) = about_to_end(two_sides.protocolo, EVERYTHING, TODAY)
    assert (task.due, task.url) == (date(2026, 2, 20), frame.get_absolute_url())
    longer = draft(
        kind="addendum",
        number="A-1",
        parent=frame,
        starts_on=date(2026, 2, 1),
        ends_on=None,
        extends_to=date(2028, 1, 1),
    )
    assert len(queries.ending(TODAY)) == 1
    services.sign(actor=two_sides.protocolo, agreement=longer, on=date(2026, 2, 1))
    assert queries.ending(TODAY) == []
    assert queries.line_of(queries.every_agreement().get(pk=frame.pk), on=TODAY).last_day == date(2028, 1, 1)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "addendum"}, "diga cuál"),
        ({"ends_on": date(2025, 2, 1)}, "último día"),
        ({"extends_to": date(2030, 1, 1)}, "Solo una adenda"),
        ({"exit_days": 400}, "de 0 a 365"),
        ({"number": " "}, "número"),
        ({"number": "001-2025-inpe-mimp"}, "Ya hay un convenio"),
    ],
)
def test_a_wrong_agreement_is_refused(two_sides, draft, values, words):
    draft()
    with pytest.raises(Refused, match=words):
        draft(**{"number": "002-2025", **values})
    assert Agreement.objects.count() == 1


def test_a_party_leaves_with_the_notice_that_was_agreed(two_sides, draft):
    made = draft()
    given = {"actor": two_sides.protocolo, "agreement": made, "by": two_sides.ministry, "why": "Fin del programa"}
    with pytest.raises(Refused, match="firmado"):
        services.leave(**given, on=date(2026, 4, 1))
    services.sign(actor=two_sides.protocolo, agreement=made, on=date(2025, 3, 1))
    with pytest.raises(Refused, match="30 días de aviso"):
        services.leave(**given, on=date(2026, 3, 3))
    services.leave(**given, on=date(2026, 3, 4))
    found = queries.every_agreement().get()
    assert [queries.line_of(found, on=day).stage for day in (date(2026, 3, 3), date(2026, 3, 4))] == [
        Stage.IN_FORCE,
        Stage.LEFT,
    ]
    with pytest.raises(Refused, match="una vez"):
        services.leave(**given, on=date(2026, 4, 1))


def test_the_paper_is_a_pdf_and_stays(two_sides, draft):
    made = draft()
    services.sign(actor=two_sides.protocolo, agreement=made, on=TODAY)
    given = {"actor": two_sides.protocolo, "agreement": made}
    for name, content, words in (("a.pdf", b"MZ", "no es un PDF"), ("b.pdf", b"%PDF-" + b"0" * 3_200_000, "3 MB")):
        with pytest.raises(Refused, match=words):
            services.store_file(**given, file=SimpleUploadedFile(name, content))
    services.store_file(**given, file=SimpleUploadedFile("convenio.pdf", b"%PDF-1.7 firmado"))
    with pytest.raises(Refused, match="ya tiene"):
        services.store_file(**given, file=SimpleUploadedFile("otro.pdf", b"%PDF-1.7 otro"))


@pytest.mark.parametrize("who", ["enlace", "directora", "estadistica"])
def test_who_does_not_manage_agreements_writes_none(two_sides, draft, who):
    made, actor = draft(), getattr(two_sides, who)
    with pytest.raises(PermissionDenied):
        services.sign(actor=actor, agreement=made, on=TODAY)
    with pytest.raises(PermissionDenied):
        services.discard(actor=actor, agreement=made)


def test_a_draft_is_discarded_with_its_parts(two_sides, draft):
    made = draft()
    owes(two_sides, made)
    services.discard(actor=two_sides.protocolo, agreement=made)
    assert not Agreement.objects.exists() and not Obligation.objects.exists()
