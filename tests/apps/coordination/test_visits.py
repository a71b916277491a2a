"""A visit prepared, briefed, held, minuted, turned into a note: what it refuses, what it pairs, what it keeps back."""

import hashlib
import io
import re
from datetime import date, time

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse
from pyhanko.pdf_utils.reader import PdfFileReader

from llamkay.apps.activities.models import Activity
from llamkay.apps.coordination.citations import citations
from llamkay.apps.coordination.commitments.services import commit, seat
from llamkay.apps.coordination.models import PaperSignature, SignedMinutes, Stop, StopFigure, Visit, VisitPaper
from llamkay.apps.coordination.tasks import second_names, to_sign, visits_ahead
from llamkay.apps.coordination.visits import note, papers, queries, services, signing
from llamkay.apps.coordination.visits.charts import drawn_figures
from llamkay.apps.education.music import services as music
from llamkay.apps.institutions.models import Establishment
from llamkay.apps.institutions.services import appoint
from llamkay.apps.press.services import draft_note, import_note, preview
from llamkay.apps.remission.certificates.services import authority
from llamkay.apps.statistics.models import Figure
from llamkay.core.errors import Refused
from llamkay.core.notes.checking import check_parts
from llamkay.core.values import Month
from llamkay.platform.papers import render, signatures
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from llamkay.platform.security.scope import EVERYTHING, Scope
from tests.worlds import factories
from tests.worlds.press_office import FIGURES, OLD, report

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DAY = date(2026, 2, 2)
TOLD = OLD.replace(
    "Primer párrafo de la visita.", "La cuna atiende a 34 niños y a 4 madres gestantes, el 28% de 1,340."
)


@pytest.fixture
def route(two_sides):
    """A visit to two prisons with three stops, ready for its brief."""
    other = Establishment.objects.get(code="EP17")
    appoint(actor=Command(), establishment=other, title="Directora", name="Zelinda Mar", on=date(2025, 1, 1))
    for code, values in FIGURES.items():
        report(code, **values)
    given = {"actor": two_sides.protocolo}
    visit = services.save_visit(
        **given,
        title="Visita a dos penales",
        on=DAY,
        starts_at=time(9),
        purpose="Ver los talleres.",
        outcome="Un plan.",
    )
    given["visit"] = visit
    posts = {post.establishment.code: post for post in other.post_set.model.objects.exclude(establishment=None)}
    hosts = {
        place.code: services.set_host(**given, establishment=place, post=posts[place.code], order=order)
        for order, place in ((2, two_sides.place), (1, other))
    }
    visitor = services.set_visitor(
        **given,
        name="Eva Luna",
        post_title="Ministra",
        institution=two_sides.ministry,
        order=1,
        leads=True,
        clearance="granted",
        reference="Oficio 1",
    )
    stop = {"minutes": 20, "way": 5, "images": "products"}
    stops = [
        services.set_stop(**given, **stop, host=hosts["EP16"], order=0, place="Ingreso", shown="Recibimiento."),
        services.set_stop(
            **given,
            **stop,
            host=hosts["EP16"],
            order=1,
            place="Taller de tejido",
            shown="Chompas.",
            risks="Hay procesadas.",
        ),
        services.set_stop(
            **given, **stop, host=hosts["EP17"], order=0, place="Panadería", shown="Panes.", avoid="Compras."
        ),
    ]
    services.add_figure(**given, stop=stops[1], metric="working", establishment=two_sides.place)
    two_sides.given, two_sides.visit, two_sides.hosts, two_sides.other = given, visit, hosts, other
    two_sides.visitor, two_sides.stops = visitor, stops
    two_sides.datos = factories.staff("data_officer", None, "datos")
    two_sides.prensa = factories.staff("press_officer", None, "prensa")
    return two_sides


def held(route):
    services.advance(**route.given, step="briefed")
    for stop in route.stops[:2]:
        services.write_stop(**route.given, stop=stop, happened=f"Se vio {stop.place}.")
    services.write_stop(**route.given, stop=route.stops[2], skipped_why="Se cortó la luz.")
    services.add_quotation(**route.given, text="Las felicito por su trabajo.", visitor=route.visitor, allowed=True)
    services.add_quotation(**route.given, text="Esto no se publica nunca.", host=route.hosts["EP17"])
    return services.advance(**route.given, step="held")


def promise(route, **values):
    given = {"what": "Entregar cunas nuevas", "due_on": date(2026, 4, 1), "indicator": "cunas", "evidence": "acta"}
    return commit(actor=route.protocolo, post=route.posts["Ministra"], visit=route.visit, **{**given, **values})


def whole(route, seen=EVERYTHING):
    return queries.whole(Visit.objects.get(pk=route.visit.pk), today=DAY, scope=seen)


def words_of(pdf):
    """How many pages a PDF has, and whether it is tagged with its language."""
    reader = PdfFileReader(io.BytesIO(pdf))
    return int(reader.root["/Pages"]["/Count"]), bool(reader.root["/MarkInfo"]["/Marked"]), str(reader.root["/Lang"])


def test_a_visit_goes_forward_step_by_step_and_says_what_it_lacks(route, settings):
    settings.DEMO = True
    with pytest.raises(Refused, match="no está para ese paso"):
        services.advance(**route.given, step="held")
    services.set_visitor(**route.given, name="Otra Persona", post_title="Asesora", order=2)
    with pytest.raises(Refused, match="Falta escribir la autorización de ingreso de cada visitante"):
        services.advance(**route.given, step="briefed")
    services.remove(actor=route.protocolo, visit=route.visit, item=route.visit.visitors.get(order=2))
    services.advance(**route.given, step="briefed")
    with pytest.raises(Refused, match="qué pasó en cada parada"):
        services.advance(**route.given, step="held")
    for stop in route.stops:
        services.write_stop(**route.given, stop=stop, happened="Se vio.")
    services.advance(**route.given, step="held")
    (task,) = visits_ahead(route.protocolo, EVERYTHING, DAY)
    assert "¿qué se prometió?" in task.text
    with pytest.raises(Refused, match="los compromisos, o por qué nadie se comprometió"):
        services.advance(**route.given, step="minuted")
    promise(route)
    assert services.advance(**route.given, step="minuted").state == "minuted"
    with pytest.raises(Refused, match=r"quién firmó .*; la nota de prensa, o por qué no la hay; qué se aprendió"):
        services.advance(**route.given, step="closed")
    services.write_after(**route.given, no_note_why="No fue pública.", lessons="Llegar antes a la cuna.")
    (task,) = visits_ahead(route.protocolo, EVERYTHING, DAY)
    assert "reunir las firmas" in task.text
    minutes = VisitPaper.objects.get(visit=route.visit, kind="minutes")
    for signer in signing.signers(minutes):
        put = {"actor": route.protocolo, "how": "hand", "words": "Archivo, folio 3"}
        signing.write_down(**put, paper=minutes, signer=signer.key)
    assert services.advance(**route.given, step="closed").state == "closed"
    for change in ({"title": "Otra"}, {"state": "held"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Visit.objects.filter(pk=route.visit.pk).update(**change)


def test_nothing_happens_before_its_day(route):
    services.save_visit(
        **route.given, title="Visita", on=date(2026, 2, 3), starts_at=time(9), purpose="Ver.", outcome="Un plan."
    )
    services.advance(**route.given, step="briefed")
    with pytest.raises(Refused, match="todavía no pasó nada"):
        services.write_stop(**route.given, stop=route.stops[0], happened="Se vio.")


def test_who_receives_is_paired_with_the_prison_by_key(route):
    held(route)
    promise(route)
    services.advance(**route.given, step="minuted")
    text = VisitPaper.objects.get(kind="minutes").document["prisons"]
    assert [(prison["name"], prison["host"]) for prison in text] == [
        ("E.P. Anexo Mujeres Chorrillos", "Zelinda Mar, Directora"),
        ("E.P. Mujeres Chorrillos", "Rosa Sol, Directora"),
    ]
    appoint(actor=Command(), establishment=route.other, title="Directora", name="Otra", on=date(2026, 2, 3))
    assert {line.name for line in whole(route).hosts} == {"Zelinda Mar", "Rosa Sol"}
    with pytest.raises(Refused, match="no es un cargo de"):
        services.set_host(
            actor=route.protocolo,
            visit=services.save_visit(actor=route.protocolo, title="Otra", on=DAY, starts_at=time(9), purpose="Ver."),
            establishment=route.place,
            post=route.hosts["EP17"].post,
            order=1,
        )


def test_the_brief_keeps_its_figures_and_says_when_they_moved(route):
    services.advance(**route.given, step="briefed")
    brief = VisitPaper.objects.get()
    assert brief.document["figures"] == [
        {
            "label": "Personas que trabajan, E.P. Mujeres Chorrillos",
            "value": "520",
            "from": "al 31/01/2026",
            "why": "sin dato",
        }
    ]
    assert queries.moved(brief, whole(route)) == []
    report("EP16", population=810, working=531)
    (moved,) = queries.moved(brief, whole(route))
    assert (moved.then, moved.now) == (520, 531)
    assert queries.moved(services.brief_again(**route.given), whole(route)) == []
    with pytest.raises(DatabaseError), transaction.atomic():
        VisitPaper.objects.update(document={})


def test_the_brief_draws_how_its_figures_moved_where_the_public_reads_two_months(route):
    assert drawn_figures(whole(route).stops) == []  # one month is no movement
    for code, values in FIGURES.items():
        report(code, month=Month(2025, 12), population=values["population"], working=values["working"] - 20)
    (chart,) = drawn_figures(whole(route).stops)
    rows = [[cell.text for cell in row] for row in chart.table.rows]
    assert chart.title == "Personas que trabajan, desde diciembre de 2025"
    assert rows == [["Dic 2025", "500"], ["Ene 2026", "520"]]
    document, file = papers.brief(whole(route))
    assert words_of(file)[0] == 1 and "drawings" not in document  # what is kept are its figures


def test_every_paper_is_tagged_and_the_brief_is_one_page(route, demonstration):
    for n in range(24):
        services.set_stop(
            **route.given,
            host=route.hosts["EP17"],
            order=n + 1,
            place=f"Taller {n}",
            minutes=5,
            shown="Productos hechos ahí.",
            risks="Cuidado con las fotos.",
            avoid="Compras.",
        )
    services.advance(**route.given, step="briefed")
    assert words_of(bytes(VisitPaper.objects.get().file)) == (1, True, "es-PE")
    found = whole(route)
    pages = {kind: words_of(papers.printed(kind, found)) for kind in papers.PRINTED}
    assert {kind for kind, (_count, tagged, language) in pages.items() if tagged and language == "es-PE"} == set(pages)
    assert pages["tarjetas"][0] == 27


def test_a_count_of_children_is_repeated_from_a_note_by_two(route):
    import_note(actor=Command(), text=TOLD)
    given = {**route.given, "stop": route.stops[0], "metric": "children_attending", "establishment": route.place}
    assert queries._read([services.add_figure(**given)], queries.Shelf()).popitem()[1].value is None  # no release
    repeated = {"note": "098-2026", "reason": "Ya se publicó en esa nota"}
    for values, words in (
        ({"value": 35, **repeated}, "no dice ese número"),
        ({"value": 3, **repeated}, "no dice ese número"),
        ({"value": 28, **repeated}, "no dice ese número"),
        ({"value": 340, **repeated}, "no dice ese número"),
        ({"value": 34, **repeated, "reason": " "}, "por qué se repite"),
        ({"value": 34, **repeated, "note": "001-2026"}, "No hay una nota"),
        ({"value": 34, **repeated, "metric": "working"}, "Solo se repiten"),
    ):
        with pytest.raises(Refused, match=words):
            services.add_figure(**{**given, **values})
    made = services.add_figure(**given, value=34, **repeated)
    line = next(line for line in whole(route).stops[1].figures if line.figure.pk == made.pk)
    assert line.value is None
    assert next(iter(second_names(route.datos, EVERYTHING, DAY))).count == 1
    with pytest.raises(PermissionDenied):
        services.approve_repeated(actor=route.protocolo, figure=made)
    services.approve_repeated(actor=route.datos, figure=made)
    document = papers.brief_document(whole(route))
    assert ("34", "según la nota 098-2026-INPE *") in [(each["value"], each["from"]) for each in document["figures"]]
    assert "Ya se publicó en esa nota" in document["foot"]
    with pytest.raises(DatabaseError), transaction.atomic():
        StopFigure.objects.filter(pk=made.pk).update(requested_by="datos")


def test_the_note_tells_the_visit_with_live_figures(route):
    held(route)
    promise(route)
    done = note.draft(actor=route.prensa, visit=route.visit)
    text = preview(done.note)
    assert text[0] == (
        "Eva Luna, ministra (MIMP), visitó el 2 de febrero de 2026 el E.P. Anexo Mujeres Chorrillos y "
        "el E.P. Mujeres Chorrillos. El propósito fue ver los talleres. Recibieron la visita Zelinda Mar, "
        "directora del E.P. Anexo Mujeres Chorrillos, y Rosa Sol, directora del E.P. Mujeres Chorrillos."
    )
    whole_text = " ".join(text)
    assert "«Las felicito por su trabajo», expresó Eva Luna, ministra." in whole_text
    assert (
        "En el E.P. Mujeres Chorrillos, se vio Ingreso. Se vio Taller de tejido. "
        "Al 31 de enero de 2026 trabajan 520 personas." in whole_text
    )
    assert check_parts(title=done.note.title, subtitle=done.note.subtitle, paragraphs=text) == ()
    assert "entregar cunas nuevas (MIMP, hasta el 1 de abril de 2026)" in whole_text
    for never in ("Panadería", "Esto no se publica", "procesadas", "respectivamente", "cortó la luz"):
        assert never not in whole_text
    with pytest.raises(Refused, match="ya tiene su nota"):
        note.draft(actor=route.prensa, visit=route.visit)
    with pytest.raises(PermissionDenied):
        note.draft(actor=route.enlace, visit=route.visit)


def test_exhibitors_are_counted_by_kind_and_few_former_inmates_by_nobody(route):
    services.advance(**route.given, step="briefed")
    given = {**route.given, "stop": route.stops[1], "happened": "Se vio."}
    services.write_stop(**given, inmates=10, former_inmates=2, business=4)
    line = whole(route).stops[2]
    assert papers.exhibitor_words(line) == "Expusieron 16 personas."
    services.write_stop(**given, inmates=16)
    assert papers.exhibitor_words(whole(route).stops[2]) == "Expusieron 16 internas."
    services.write_stop(**given, inmates=10, former_inmates=6, business=1)
    assert papers.exhibitor_words(whole(route).stops[2]).endswith("10 internas, 6 exinternas, 1 empresaria.")
    with pytest.raises(Refused, match="nadie expuso"):
        services.write_stop(**route.given, stop=route.stops[0], skipped_why="No hubo tiempo.", inmates=1)
    with pytest.raises(Refused, match="una de las dos"):
        services.write_stop(**route.given, stop=route.stops[0], happened="Sí.", skipped_why="No.")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"images": "consent"}, "Sin consentimientos firmados"),
        ({"minutes": 0}, "de 1 a 240"),
        ({"place": " "}, "Escriba el lugar"),
    ],
)
def test_a_stop_that_cannot_be_is_refused(route, values, words):
    given = {"host": route.hosts["EP16"], "order": 5, "place": "Patio", "minutes": 5, "shown": "Izamiento."}
    with pytest.raises(Refused, match=words):
        services.set_stop(**route.given, **{**given, **values})
    assert Stop.objects.count() == 3


def test_a_gift_is_bought_with_its_receipt(route):
    given = {**route.given, "what": "Bolso", "maker": "Taller", "price": 8500, "recipient": route.visitor}
    with pytest.raises(Refused, match="recibo"):
        services.add_gift(**given, receipt=" ")
    services.add_gift(**given, receipt="B1")
    with pytest.raises(Refused, match="ya está escrito"):
        services.add_gift(**given, receipt="B1")
    with pytest.raises(Refused, match="quítela primero"):
        services.remove(actor=route.protocolo, visit=route.visit, item=route.visitor)


def test_one_leads_and_nobody_else(route):
    with pytest.raises(Refused, match="ya encabeza"):
        services.set_visitor(**route.given, name="Otra", post_title="Asesora", order=2, leads=True)


def test_a_director_sees_the_stops_of_her_prison_and_no_paper_of_both(route, client, as_application):
    services.advance(**route.given, step="briefed")
    brief = VisitPaper.objects.get()
    client.force_login(route.directora, backend=BACKEND)
    page = client.get(route.visit.get_absolute_url()).content.decode()
    assert "Taller de tejido" in page and "Panadería" not in page
    assert client.get(reverse("coordination:visit_paper", args=[route.visit.pk, brief.pk])).status_code == 404
    assert client.get(reverse("coordination:edit_visit", args=[route.visit.pk])).status_code == 403
    with scope.acting_in(Scope(ids=frozenset({route.place.pk}))):
        assert set(Stop.objects.values_list("place", flat=True)) == {"Ingreso", "Taller de tejido"}
        assert Visit.objects.count() == 1
    with scope.acting_in(Scope(ids=frozenset({10_000}))):
        assert not Visit.objects.exists() and not VisitPaper.objects.exists() and not Stop.objects.exists()
    with scope.elevated():
        elsewhere = factories.staff("director", Establishment.objects.get(code="EP18"), "lejana")
    client.force_login(elsewhere, backend=BACKEND)
    assert client.get(route.visit.get_absolute_url()).status_code == 404
    assert "Visita a dos penales" not in client.get(reverse("coordination:visits")).content.decode()


def test_the_visit_on_screen_from_its_first_line_to_its_papers(route, client, demonstration):
    client.force_login(route.protocolo, backend=BACKEND)
    address = route.visit.get_absolute_url()
    assert "Hacer la ayuda memoria" in client.get(address).content.decode()
    for kind, values in (
        ("tema", {"order": 1, "theme": "Trabajo", "text": "Nombre el oficio."}),
        (
            "parada",
            {
                "host": route.hosts["EP16"].pk,
                "order": 9,
                "place": "Coro",
                "way": 5,
                "minutes": 10,
                "shown": "Un canto.",
                "images": "no_faces",
                "consents": 0,
            },
        ),
        (
            "regalo",
            {"what": "Bolso", "maker": "Taller", "price": "85.00", "receipt": "B1", "recipient": route.visitor.pk},
        ),
    ):
        response = client.post(reverse("coordination:visit_part", args=[route.visit.pk, kind]), values)
        assert response.url == f"{address}#{kind}", response.content.decode()[:3000]
    client.post(reverse("coordination:visit_step", args=[route.visit.pk, "briefed"]))
    for stop in Stop.objects.all():
        client.post(
            reverse("coordination:visit_item", args=[route.visit.pk, "ocurrido", stop.pk]), {"happened": "Se vio todo."}
        )
    client.post(reverse("coordination:visit_step", args=[route.visit.pk, "held"]))
    page = client.get(address).content.decode()
    assert "La visita no tiene compromisos" in page and "S/ 85.00" in page
    assert (
        str(route.visit.pk)
        in re.search(
            r'<option value="(\d+)" selected',
            client.get(f"{reverse('coordination:commit')}?visita={route.visit.pk}").content.decode(),
        )[1]
    )
    promise(route)
    client.post(reverse("coordination:visit_step", args=[route.visit.pk, "minuted"]))
    minutes = VisitPaper.objects.get(kind="minutes")
    answer = client.get(reverse("coordination:visit_paper", args=[route.visit.pk, minutes.pk]))
    assert answer.content.startswith(b"%PDF-") and Visit.objects.get().state == "minuted"
    assert client.get(reverse("coordination:visit_print", args=[route.visit.pk, "programa"])).content.startswith(
        b"%PDF-"
    )
    assert client.get(reverse("coordination:visit_print", args=[route.visit.pk, "nada"])).status_code == 404


def minuted(route):
    held(route)
    promise(route)
    services.advance(**route.given, step="minuted")
    seat(actor=route.protocolo, post=route.posts["Directora"], user=route.directora, since=date(2026, 1, 1))
    return VisitPaper.objects.get(visit=route.visit, kind="minutes")


def test_the_music_of_a_visit_and_its_visit_lead_to_one_another(route, client):
    teacher = factories.staff("teacher", route.place, "docente")
    hall = Activity.objects.create(
        establishment=route.place,
        code="COR",
        responsible=teacher,
        name="Coro",
        kind="culture",
        place="classroom",
        capacity=30,
        timetable=[0, 120, 0, 0, 0, 0, 0],
        period=DateRange(date(2025, 1, 1), None),
    )
    choir = music.open_ensemble(actor=Command(), activity=hall, name="Coro Polifónico", kind="choir")
    plan = {"actor": Command(), "ensemble": choir, "place": "Patio"}
    sung = music.plan_performance(**plan, title="Bienvenida", on=DAY, starts_at=time(9, 30))
    music.plan_performance(**plan, title="Otro día", on=date(2026, 2, 3))
    client.force_login(route.protocolo, backend=BACKEND)
    page = client.get(route.visit.get_absolute_url()).content.decode()
    assert "09:30 · Coro Polifónico: Bienvenida (Patio)" in page and "Otro día" not in page
    client.force_login(route.directora, backend=BACKEND)
    page = client.get(reverse("education:performance", args=[sung.pk])).content.decode()
    assert route.visit.title in page and route.visit.get_absolute_url() in page
    client.force_login(teacher, backend=BACKEND)  # who sees the choir and no visits
    page = client.get(reverse("education:performance", args=[sung.pk]))
    assert page.status_code == 200 and route.visit.title not in page.content.decode()


def test_minutes_are_signed_by_who_received_and_who_led_and_then_verified_by_anybody(route, client, settings):
    settings.DEMO = True
    paper = minuted(route)
    first, second, leader = signing.signers(paper)
    assert [first.name, second.name, leader.name] == ["Zelinda Mar", "Rosa Sol", "Eva Luna"]
    assert list(to_sign(route.protocolo, EVERYTHING, DAY)) == []
    (task,) = to_sign(route.directora, Scope(False, frozenset({route.place.pk})), DAY)
    route.directora.set_password("tres-hilos-de-lana")
    route.directora.save()
    client.force_login(route.directora, BACKEND)
    address = reverse("coordination:visit_paper", args=[route.visit.pk, paper.pk])
    assert client.get(address).content.startswith(b"%PDF")  # who signs it reads it whole
    assert client.post(task.url, {"password": "otra"}).status_code == 422
    assert client.post(task.url, {"password": "tres-hilos-de-lana"}).status_code == 302
    assert client.get(task.url).status_code == client.get(address).status_code == 404
    put = {"actor": route.protocolo, "paper": paper}
    scope.enter(EVERYTHING)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")  # as the office is served
    signing.write_down(**put, signer=first.key, how="refused", words="No estuvo de acuerdo con la parada 2.")
    with pytest.raises(Refused, match="Esa firma ya está"):
        signing.write_down(**put, signer=second.key, how="hand", words="Archivo de protocolo, folio 12.")
    with pytest.raises(Refused, match="quién firmó el acta"):
        services.write_after(**route.given, no_note_why="No fue pública.", lessons="Llegar antes.")
        services.advance(**route.given, step="closed")
    signing.write_down(**put, signer=leader.key, how="hand", words="Archivo de protocolo, folio 12.")
    paper = VisitPaper.objects.get(pk=paper.pk)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    (line,) = (papers.signature("", "", each) for each in paper.signatures.filter(how="account"))
    assert line["did"] == "Firmó con la cuenta de Personal directora el 02/02/2026 a las 10:00"  # in Lima
    (judged,) = signatures(bytes(paper.signed.pdf), root=authority().root)
    assert judged.good
    assert paper.signed.paper.sha256 == hashlib.sha256(paper.signed.pdf).hexdigest()
    client.logout()
    assert "Acta de la visita" in client.get(f"/verificar/{paper.signed.paper.code}/").content.decode()
    for table, change in ((VisitPaper, {"number": 2}), (PaperSignature, {"words": "x"}), (SignedMinutes, {"pdf": b""})):
        with pytest.raises(DatabaseError), transaction.atomic():
            table.objects.update(**change)


def test_what_was_signed_is_corrected_by_a_second_numbered_document_that_the_same_people_sign(route, settings):
    settings.DEMO = True
    paper = minuted(route)
    given = {"actor": route.protocolo, "visit": route.visit, "why": "Se contó mal la parada."}
    with pytest.raises(Refused, match="El acta no dice eso"):
        signing.correct(**given, says="Se vio la cocina", should_say="Se vio el patio")
    made = signing.correct(**given, says="Se vio Taller de tejido.", should_say="Se vio el taller de telares.")
    again = signing.correct(**given, says="Se cortó la luz.", should_say="Se cortó el agua.")
    assert [made.number, again.number, str(made.get_kind_display())] == [1, 2, "Rectificación del acta"]
    assert VisitPaper.objects.get(pk=paper.pk).document == paper.document
    assert [each.signature for each in signing.signers(made)] == [None] * 3
    assert len(list(to_sign(route.directora, EVERYTHING, DAY))) == 3
    refused = {"actor": route.protocolo, "paper": made, "how": "refused", "words": "No quiso."}
    with pytest.raises(Refused, match="al menos una firma"):
        for each in signing.signers(made):
            signing.write_down(**refused, signer=each.key)
    with pytest.raises(PermissionDenied):
        signing.correct(**given | {"actor": route.directora}, says="Se cortó la luz.", should_say="x")
    other = factories.staff("director", route.other, "otradirectora")
    with pytest.raises(Refused, match="no espera su firma"):
        signing.sign_own(actor=other, paper=made)


def signed_by_hand(route, paper):
    for each in signing.signers(paper):
        signing.write_down(actor=route.protocolo, paper=paper, signer=each.key, how="hand", words="Archivo, folio 3.")
    return SignedMinutes.objects.get(minutes=paper).paper


def test_whoever_verifies_signed_minutes_is_led_to_their_correction_and_back(route, client, settings):
    """The paper in somebody's hand goes on saying what was corrected: its page says that there is more to read."""
    settings.DEMO = True
    minutes = minuted(route)
    first = signed_by_hand(route, minutes)
    address = reverse("public-verify", args=[first.code])
    assert "rectifica" not in client.get(address).content.decode().lower()
    why = {"why": "Se contó mal la parada."}
    given = {"actor": route.protocolo, "visit": route.visit, "says": "Se vio Taller de tejido."}
    made = signing.correct(**given, **why, should_say="Se vio el taller de telares.")
    assert made.document["minutes"]["code"] == first.code
    page = client.get(address).content.decode()
    assert (
        "Tiene rectificación" in page
        and "Rectificación n.º 1 del acta de la visita" in page
        and "faltan firmas" in page
    )
    second = signed_by_hand(route, made)
    page = client.get(address).content.decode()
    assert reverse("public-verify", args=[second.code]) in page and "faltan firmas" not in page
    assert "Vigente" in page  # what was signed stays
    back = client.get(reverse("public-verify", args=[second.code])).content.decode()
    assert "Rectifica otro documento" in back and address in back and "Tiene rectificación" not in back
    file = SimpleUploadedFile("acta.pdf", bytes(minutes.signed.pdf))
    assert "Tiene rectificación" in client.post(reverse("public-verify-ask"), {"file": file}).content.decode()


def test_a_correction_names_the_minutes_by_their_code_even_where_it_was_written_before_they_had_one(
    route, settings, monkeypatch
):
    settings.DEMO = True
    minutes, drawn = minuted(route), []
    monkeypatch.setattr(papers, "render", lambda path, data, at: drawn.append(data) or render(path, data, at=at))
    made = signing.correct(
        actor=route.protocolo,
        visit=route.visit,
        says="Se cortó la luz.",
        should_say="Se cortó el agua.",
        why="Se contó mal la parada.",
    )
    first = made.document["minutes"]
    assert (first["code"], first["sha256"]) == ("", minutes.sha256)
    code = signed_by_hand(route, minutes).code
    signed_by_hand(route, made)
    assert (drawn[-1]["minutes"]["code"], drawn[-1]["sealed"]["code"] != code) == (code, True)
    assert drawn[-1]["minutes"]["address"].endswith(f"/verificar/{code}/")
    assert drawn[-1]["minutes"]["title"].startswith("Acta de la visita, hecha el 02/02/2026")


def test_a_paper_tells_of_the_snapshots_that_it_read_whatever_else_came_in_that_instant(route):
    """The clock of these tests stands still: the brief and what the prison told after it are of one instant."""
    services.advance(**route.given, step="briefed")
    before = report("EP16", population=810, working=531)
    brief = VisitPaper.objects.get()
    (told,) = citations([Month(2026, 1).first])
    (snapshot,) = told.snapshots
    assert before and brief.made_at == told.at
    assert Figure.objects.get(snapshot=snapshot, metric__code="working", key="").value == told.value == 520


def test_what_was_said_with_permission_is_quoted_in_any_note_and_the_rest_in_none(route):
    held(route)
    ((key, said),) = note.sayings()
    assert said == "«Las felicito por su trabajo», expresó Eva Luna, ministra"
    made = draft_note(actor=route.prensa, title="Otra nota", subtitle="", paragraphs=[f"{{{{cita:{key}}}}}."])
    assert preview(made) == [f"{said}."]
