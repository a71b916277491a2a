"""Commitments: who says, who finds, what it rests on; late on top; nothing is taken away."""

import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from PIL import Image

from llamkay.apps.coordination.commitments import queries, services
from llamkay.apps.coordination.models import Commitment, CommitmentEntry, Evidence, PostDesk
from llamkay.apps.coordination.tasks import to_answer, to_review
from llamkay.apps.press.services import import_note
from llamkay.core.errors import Refused
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING
from tests.worlds.press_office import OLD, report

TODAY = date(2026, 2, 2)
PAPER = b"%PDF-1.7 acta"


def pdf(name="acta.pdf"):
    return SimpleUploadedFile(name, PAPER)


def line(commitment, on=TODAY):
    (found,) = queries.lines_of(queries.every_commitment().filter(pk=commitment.pk), on=on)
    return found


def test_its_owner_says_and_somebody_else_finds(two_sides, promised):
    made = promised()
    services.report(
        actor=two_sides.enlace, commitment=made, status="complete", words="Se dieron los dos talleres.", files=[pdf()]
    )
    assert line(made).standing.waits_for_review(TODAY)
    services.review(
        actor=two_sides.estadistica, commitment=made, status="limited", words="El acta es de un solo taller."
    )
    found = line(made)
    assert (found.standing.own, found.standing.found, found.standing.done) == ("complete", "limited", False)
    assert CommitmentEntry.objects.get(kind="own").holder == "Noemí Paz"
    (evidence,) = Evidence.objects.all()
    assert (evidence.name, bytes(evidence.content)) == ("acta.pdf", PAPER)


def test_only_who_answers_for_the_post_reports(two_sides, promised):
    made = promised()
    for actor in (two_sides.protocolo, two_sides.directora):
        with pytest.raises(PermissionDenied):
            services.report(actor=actor, commitment=made, status="limited", words="Se dio un taller.")
    services.unseat(actor=two_sides.protocolo, desk=PostDesk.objects.get())
    with pytest.raises(PermissionDenied):
        services.report(actor=two_sides.enlace, commitment=made, status="limited", words="Se dio un taller.")
    assert not CommitmentEntry.objects.exists()


def test_nobody_reviews_what_they_answer_for(two_sides, promised):
    made = promised(post=two_sides.posts["Presidencia"])
    services.seat(actor=two_sides.protocolo, post=two_sides.posts["Presidencia"], user=two_sides.protocolo, since=TODAY)
    given = {"commitment": made, "status": "limited", "words": "Hay algo escrito."}
    with pytest.raises(Refused, match="lo revisa otra persona"):
        services.review(actor=two_sides.protocolo, **given)
    services.report(actor=two_sides.protocolo, **given)
    services.unseat(actor=two_sides.protocolo, desk=PostDesk.objects.get(user=two_sides.protocolo))
    with pytest.raises(Refused, match="lo revisa otra persona"):  # who wrote for the owner stays out of it
        services.review(actor=two_sides.protocolo, **given)
    with pytest.raises(PermissionDenied):
        services.review(actor=two_sides.enlace, **given)
    services.review(actor=two_sides.estadistica, **given)


def test_complete_needs_something_to_rest_on(two_sides, promised):
    made = promised()
    given = {"actor": two_sides.enlace, "commitment": made, "status": "complete", "words": "Está todo hecho."}
    with pytest.raises(Refused, match="necesita una evidencia"):
        services.report(**given)
    assert not CommitmentEntry.objects.exists()
    import_note(actor=Command(), text=OLD)
    services.report(**given, note="NOTA DE PRENSA N° 098-2026-INPE")
    assert Evidence.objects.get().address == "/notas/2026/98/"


@pytest.mark.parametrize("values", [{"note": "097-2026"}, {"metric": "working"}, {"metric": "no-existe"}])
def test_a_fact_that_nobody_reads_is_no_evidence(two_sides, promised, values):
    with pytest.raises(Refused):
        services.report(
            actor=two_sides.enlace, commitment=promised(), status="limited", words="Se avanzó algo.", **values
        )
    assert not CommitmentEntry.objects.exists()


def test_a_figure_is_stored_as_the_public_read_it(two_sides, promised):
    made = promised(metric="working", establishment=two_sides.place, target=600)
    report("EP16", population=810, working=520)
    report("EP17", population=685, working=403)
    services.report(
        actor=two_sides.enlace, commitment=made, status="substantial", words="Trabajan más.", metric="working"
    )
    report("EP16", population=810, working=530)
    found = Evidence.objects.get()
    assert "520 al 31/01/2026" in found.name
    assert found.address == "/cifras/working/?mes=2026-01&penal=EP16"
    figure, reading = queries.measured(made)
    assert (str(figure), reading.value) == ("Personas que trabajan, E.P. Mujeres Chorrillos", 530)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\x00", "no es un PDF ni una imagen"),
        (b"\xff\xd8\xff\xe0 rota", "no se puede abrir"),
        (b"%PDF-" + b"0" * 3_200_000, "más de 3 MB"),
        (b"<svg onload=alert(1)>", "no es un PDF ni una imagen"),
    ],
)
def test_a_file_is_what_its_bytes_are(two_sides, promised, content, words):
    file = SimpleUploadedFile("foto.jpg", content, content_type="image/jpeg")
    with pytest.raises(Refused, match=words):
        services.report(
            actor=two_sides.enlace, commitment=promised(), status="limited", words="Se avanzó algo.", files=[file]
        )
    assert not CommitmentEntry.objects.exists()


def test_a_picture_loses_what_the_camera_wrote(two_sides, promised):
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010F], exif[0x0112] = "Camara de Nadie", 6  # its maker; turned by a quarter
    gps = exif.get_ifd(0x8825)
    gps[1] = "S"
    Image.new("RGB", (40, 20), "red").save(out, "JPEG", exif=exif, comment=b"Quinchu Inventada")
    file = SimpleUploadedFile("../../etc/foto.JPG", out.getvalue())
    services.report(
        actor=two_sides.enlace, commitment=promised(), status="limited", words="Se dio un taller.", files=[file]
    )
    found = Evidence.objects.get()
    picture = Image.open(io.BytesIO(bytes(found.content)))
    assert (picture.size, dict(picture.getexif()), picture.info.get("comment")) == ((20, 40), {}, None)
    assert b"Camara de Nadie" not in bytes(found.content) and "/" not in found.name


def test_six_files_are_too_many(two_sides, promised):
    with pytest.raises(Refused, match="cinco archivos"):
        services.report(
            actor=two_sides.enlace,
            commitment=promised(),
            status="limited",
            words="Hay mucho papel.",
            files=[pdf() for _ in range(6)],
        )
    assert not Evidence.objects.exists()


def test_a_longer_term_keeps_the_first_one(two_sides, promised):
    made = promised(due_on=date(2026, 1, 31))
    assert line(made).late
    services.extend(actor=two_sides.protocolo, commitment=made, new_due_on=date(2026, 4, 30), why="Faltó el local.")
    found = line(made)
    assert (found.due_on, found.late, found.extended, made.due_on) == (
        date(2026, 4, 30),
        False,
        True,
        date(2026, 1, 31),
    )
    with pytest.raises(Refused, match="después del 30/04/2026"):
        services.extend(actor=two_sides.protocolo, commitment=made, new_due_on=date(2026, 4, 30), why="Otra vez no.")


def test_what_is_late_stands_on_top_and_what_is_done_last(two_sides, promised):
    done = promised(due_on=date(2026, 1, 20), what="Entregar las cunas nuevas")
    services.review(actor=two_sides.estadistica, commitment=done, status="complete", words="Se vieron en el patio.")
    far = promised(due_on=date(2026, 6, 30))
    late = promised(due_on=date(2026, 2, 1))
    later = promised(due_on=date(2026, 1, 31))
    assert [row.commitment.pk for row in queries.lines(on=TODAY)] == [later.pk, late.pk, far.pk, done.pk]
    assert [row.commitment.pk for row in queries.lines(on=TODAY, state="late")] == [later.pk, late.pk]
    assert queries.counted(queries.lines(on=TODAY)) == queries.Count(4, 2, 0, 1)
    assert [row.commitment.pk for row in queries.lines(on=TODAY, words="cunas nuevas")] == [done.pk]


def test_the_first_page_of_its_owner_and_of_a_reviewer(two_sides, promised):
    late, far = promised(due_on=date(2026, 2, 1)), promised(due_on=date(2026, 6, 30))
    promised(post=two_sides.posts["Directora"], due_on=date(2026, 2, 1))
    tasks = list(to_answer(two_sides.enlace, EVERYTHING, TODAY))
    assert [(task.url, task.due) for task in tasks] == [(late.get_absolute_url(), date(2026, 2, 1))]
    services.report(actor=two_sides.enlace, commitment=far, status="limited", words="Se dio un taller.")
    (task,) = to_review(two_sides.estadistica, EVERYTHING, TODAY)
    assert (task.count, task.due) == (3, date(2026, 6, 1))
    assert next(iter(to_review(two_sides.enlace, EVERYTHING, TODAY))).count == 1  # not those that she answers for


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"what": "Algo"}, "qué se compromete"),
        ({"due_on": date(2026, 1, 1)}, "después del día"),
        ({"made_on": date(2026, 2, 3)}, "todavía no llega"),
        ({"meeting": " "}, "dónde nació"),
        ({"metric": "working"}, "a cuánto debe llegar"),
    ],
)
def test_a_vague_promise_is_refused(two_sides, promised, values, words):
    with pytest.raises(Refused, match=words):
        promised(**values)
    assert not Commitment.objects.exists()


def test_the_numbers_of_a_year_have_no_gap(two_sides, promised):
    with pytest.raises(Refused):
        promised(what="No")
    assert [promised().code for _ in range(3)] == ["C-001-2026", "C-002-2026", "C-003-2026"]
    assert promised(made_on=date(2025, 12, 1)).code == "C-001-2025"


def test_the_database_keeps_every_line(two_sides, promised):
    made = promised()
    services.report(actor=two_sides.enlace, commitment=made, status="limited", words="Se dio un taller.", files=[pdf()])
    for change in (
        lambda: Commitment.objects.update(due_on=date(2030, 1, 1)),
        lambda: CommitmentEntry.objects.update(status="complete"),
        lambda: CommitmentEntry.objects.all().delete(),
        lambda: Evidence.objects.update(name="otra"),
        lambda: Evidence.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_file_is_read_by_no_account_of_the_database(two_sides, promised, as_application):
    """Row security: whoever has no national scope sees no evidence but through the service."""
    made = promised()
    services.report(actor=two_sides.enlace, commitment=made, status="limited", words="Se dio un taller.", files=[pdf()])
    with scope.acting_in(two_sides.enlace.scope):
        assert not Evidence.objects.exists()
        (entry,) = queries.history(made)
        assert [each.name for each in entry.evidence] == ["acta.pdf"]
