"""The press office on screen: each page, who is refused, what was typed stays, two editors of one draft."""

import io
import re
from html import unescape

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from llamkay.apps.press import reviews, services
from llamkay.apps.press.models import Note
from llamkay.apps.press.queries import version
from tests.worlds import factories
from tests.worlds.press_office import OLD, publish, report

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def prensa(office, client):
    client.force_login(office.actor, backend=BACKEND)
    return client


def page(response):
    assert response.status_code == 200, response.status_code
    return " ".join(unescape(response.content.decode()).split())


def url(name, *arguments):
    return reverse(f"press:{name}", args=arguments)


def titles(response):
    return [note.title for note in response.context["page"].object_list]


def seal_of(client, note, name):
    """The seal that the page of a note writes in its form."""
    whole = client.get(url("detail", note.pk)).content.decode()
    form = re.search(rf'action="{url(name, note.pk)}".*?</form>', whole, re.DOTALL)
    return re.search(r'name="seal" value="([\w-]+)"', form[0])[1]


def figure_data(**values):
    return {
        "name": "x", "metric": "working", "key": "", "establishment_code": "", "month": "2026-01", "share_of": "",
        "hedge": "", "rounding": "1", "version": "", **values,
    }  # fmt: skip


def text_data(note=None, **values):
    return {
        "title_text": "Nota con cifras",
        "subtitle": "",
        "text": "Uno.\n\nDos.",
        "version": version(note) if note else "",
        **values,
    }


@pytest.fixture
def three(office):
    """An imported note, a voided one and a draft."""
    old = services.import_note(actor=office.actor, text=OLD)
    done = publish(office.draft("Población que trabaja"), by=office.head)
    services.void_note(actor=office.actor, note=done, reason="Cifra equivocada.")
    return old, done, office.draft("Borrador de la cuna", ["Texto de la cuna, sin cifras."])


def test_the_pages_work_behind_row_security_as_in_the_office(prensa, office, as_application):
    note = office.draft()
    for address in (url("list"), url("detail", note.pk), url("edit", note.pk), url("figure", note.pk, "parte")):
        assert "Nota con cifras" in page(prensa.get(address))
    seal = prensa.get(url("send", note.pk)).context["seal"]
    assert prensa.post(url("send", note.pk), {"seal": seal}).status_code == 302
    assert "la revisa otra persona" in page(prensa.get(url("detail", note.pk)))
    prensa.force_login(office.head)
    for name in ("approve", "publish"):
        assert prensa.post(url(name, note.pk), {"seal": seal_of(prensa, note, name)}).status_code == 302
    assert "más de 900" in page(prensa.get(url("detail", note.pk)))


# -- the list ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Borrador de la cuna", "Población que trabaja", "Visita a los talleres"]),
        ("estado=draft", ["Borrador de la cuna"]),
        ("estado=voided", ["Población que trabaja"]),
        ("estado=published", ["Visita a los talleres"]),
        ("anio=2026&q=trabaja+POBLACION", ["Población que trabaja"]),
        ("q=visita+parrafo", ["Visita a los talleres"]),
        ("q=nada+de+eso", []),
        ("orden=fecha", ["Visita a los talleres", "Población que trabaja", "Borrador de la cuna"]),
        ("orden=fecha&estado=voided", ["Población que trabaja"]),
        ("anio=1999", ["Borrador de la cuna", "Población que trabaja", "Visita a los talleres"]),  # no such year
    ],
)
def test_the_list_is_narrowed(prensa, three, query, found):
    response = prensa.get(f"{url('list')}?{query}")
    assert titles(response) == found
    count = "1 nota" if len(found) == 1 else f"{len(found)} notas"
    assert f">{count}<" in page(response)


def test_the_list_as_a_spreadsheet_holds_what_was_narrowed(prensa, three):
    answer = prensa.get(f"{url('list')}?estado=voided&formato=xlsx")
    rows = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[5] for row in rows[1:]] == ["Población que trabaja"]
    assert (rows[1][0], *rows[1][8:12]) == (99, "Personal jefa", "Personal jefa", 0, "Cifra equivocada.")
    assert rows[1][12] == three[1].published.hash


def test_the_list_is_put_in_order(prensa, office):
    for title in ("Alfa", "Zeta", "Beta"):
        office.draft(title, ["Texto."])
    assert titles(prensa.get(url("list"))) == ["Beta", "Zeta", "Alfa"]  # the newest first
    assert titles(prensa.get(f"{url('list')}?orden=titulo")) == ["Alfa", "Beta", "Zeta"]


def test_the_list_has_pages(prensa, office):
    for number in range(31):
        office.draft(f"Nota {number}", [f"Texto {number}."])
    first, second = (prensa.get(f"{url('list')}?estado=draft&pagina={n}") for n in (1, 2))
    assert (len(titles(first)), titles(second)) == (30, ["Nota 0"])
    assert "?estado=draft&pagina=2" in page(first)


def test_an_empty_list_teaches_and_offers_only_what_one_may(prensa, client, office):
    answer = page(prensa.get(url("list")))
    assert "Todavía no hay notas" in answer and "Redactar nota" in answer and "Importar nota publicada" in answer
    client.force_login(factories.staff("analyst", None), backend=BACKEND)
    answer = page(client.get(url("list")))
    assert "Las redacta la oficina de prensa" in answer and "Redactar nota" not in answer
    assert url("import") not in answer


# -- who may ----------------------------------------------------------------------------------------------------------


def test_a_reader_reads_without_buttons_and_is_refused_the_rest(client, office, three):
    old, _, draft = three
    client.force_login(factories.staff("analyst", None), backend=BACKEND)
    for note in three[:2]:
        answer = page(client.get(url("detail", note.pk)))
        assert note.title in answer
        for name in ("edit", "send", "take_back", "send_back", "approve", "publish", "discard", "void"):
            assert url(name, note.pk) not in answer
    closed = [
        url("new"),
        url("import"),
        url("edit", draft.pk),
        url("send", draft.pk),
        url("void", old.pk),
        url("discard", draft.pk),
        url("figure_new", draft.pk),
    ]
    assert {client.get(address).status_code for address in closed} == {403}
    acts = [url(name, draft.pk) for name in ("take_back", "send_back", "approve", "publish")]
    posts = [*closed, *acts, url("import_keep"), url("figure_remove", draft.pk, "x")]
    assert {client.post(address, {"reason": "x", "text": OLD}).status_code for address in posts} == {403}
    assert list(Note.objects.order_by("pk").values_list("state", flat=True)) == ["published", "voided", "draft"]


@pytest.mark.parametrize("role", ["protocol", "analyst", "auditor", "director"])
def test_a_draft_is_read_by_whoever_drafts_or_approves_and_by_nobody_else(client, office, three, role):
    published, voided, draft = three
    client.force_login(factories.staff(role, None), backend=BACKEND)
    assert client.get(url("detail", draft.pk)).status_code == 404
    assert client.get(url("detail", published.pk)).status_code == 200
    for query in ("", "?estado=draft", f"?q={draft.title.split()[0]}", "?imprimir=si", "?orden=titulo", "?anio=2026"):
        assert draft.title not in page(client.get(url("list") + query)), query
    for kind in ("xlsx", "csv"):
        answer = client.get(f"{url('list')}?formato={kind}")
        text = answer.content if kind == "csv" else b"".join(_cells(answer))
        assert voided.title.encode() in text and draft.title.encode() not in text
    assert 'value="draft"' not in page(client.get(url("list")))


def _cells(answer):
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return (str(cell).encode() for row in book.get_sheet_by_index(0).to_python() for cell in row)


def test_whoever_has_nothing_to_do_with_notes_does_not_see_them(client, office, three):
    client.force_login(factories.staff("data_officer", None), backend=BACKEND)
    for address in (url("list"), url("detail", three[0].pk)):
        assert client.get(address).status_code == 403


# -- a draft ----------------------------------------------------------------------------------------------------------


def test_a_draft_shows_its_figures_worded_with_where_they_come_from(prensa, office):
    answer = page(prensa.get(url("detail", office.draft().pk)))
    assert '<a class="figure-token" href="#cifra-trabajan">más de 900</a>' in answer
    assert "923 de 1,495" in answer and "0 contaron, 2 informaron; faltan 67" in answer
    assert reverse("public-figure", args=["working"]) + "?mes=2026-01" in answer and "enero de 2026" in answer
    assert "Personas distintas que" in answer  # the definition
    assert "Enviar a revisión" in answer and "la aprueba otra persona" in answer and "Impide enviarla" not in answer
    prensa.force_login(office.head)
    answer = page(prensa.get(url("detail", Note.objects.get().pk)))
    assert "Enviar a revisión" not in answer and "La envía a revisión quien la escribió" in answer


def test_a_draft_that_cannot_be_sent_says_why_and_hides_the_button(prensa, office):
    note = office.draft()
    services.edit_note(
        actor=office.actor,
        note=note,
        title="Nota",
        subtitle="",
        paragraphs=["Son {{figure:trabajan}} y {{figure:nadie}}."],
    )
    report("EP16", population=810, working=5)
    report("EP17", population=685, working=6)
    answer = page(prensa.get(url("detail", note.pk)))
    assert "usa la cifra «nadie», que no está definida" in answer and "?nombre=nadie" in answer
    assert "«más de» no es verdad para «trabajan»: la cifra es 11." in answer
    assert "«parte» está definida y el texto no la usa" in answer
    assert '<mark class="figure-broken">{{figure:trabajan}}</mark>' in answer
    assert url("send", note.pk) not in answer
    refused = page(prensa.get(url("send", note.pk)))
    assert "«nadie»" in refused and "<textarea" not in refused
    assert "«nadie»" in page(prensa.post(url("send", note.pk), {"seal": ""})) and not note.steps.exists()


def test_a_note_is_drafted_and_leads_to_its_figures(prensa, office):
    answer = prensa.post(url("new"), text_data(text="Son\nmuchas.\r\n \r\n\r\nY {{figure:x}}.", next="figure"))
    note = Note.objects.get()
    assert (note.paragraphs, note.drafted_by) == (["Son muchas.", "Y {{figure:x}}."], "prensa")
    assert answer.url == url("figure_new", note.pk)
    answer = prensa.post(url("figure_new", note.pk), figure_data())
    assert answer.url == url("edit", note.pk)
    assert "{{figure:x}}" in page(prensa.get(answer.url)) and note.figures.get().name == "x"
    assert prensa.post(url("edit", note.pk), text_data(note, next="figure:x")).url == url("figure", note.pk, "x")
    note.refresh_from_db()
    assert prensa.post(url("edit", note.pk), text_data(note, next="figure:otra")).url == url("detail", note.pk)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"title_text": ""}, "Falta el título."),
        ({"title_text": "T" * 201}, "tiene 201 letras"),
        ({"text": "  "}, "Falta el texto"),
        ({"text": "Igual.\n\nIgual."}, "Hay un párrafo repetido"),
        ({"text": "Son {{figura:x}}."}, "no es una cifra bien escrita"),
        ({"title_text": "Son {{figure:x}}"}, "en el título y la bajada escriba palabras"),
    ],
)
def test_what_was_typed_stays_on_every_refusal(prensa, office, wrong, why):
    typed = text_data(subtitle="Una bajada propia") | wrong
    answer = page(prensa.post(url("new"), typed))
    assert why in answer and 'value="Una bajada propia"' in answer
    assert all(" ".join(typed[name].split()) in answer for name in ("title_text", "text"))
    assert not Note.objects.exists()


def test_two_editors_see_both_texts_and_then_decide(prensa, office):
    note = office.draft()
    loaded = version(note)
    services.edit_note(actor=office.actor, note=note, title="De Ana", subtitle="", paragraphs=["Lo que guardó Ana."])
    answer = page(prensa.post(url("edit", note.pk), text_data(text="Lo que escribió Eva.", version=loaded)))
    assert "Otra persona cambió este borrador" in answer
    assert "Lo que guardó Ana." in answer and "Lo que escribió Eva." in answer
    stands = Note.objects.get(pk=note.pk)
    assert stands.paragraphs == ["Lo que guardó Ana."]
    assert f'name="version" value="{version(stands)}"' in answer  # the next save answers to what stands
    assert prensa.post(url("edit", note.pk), text_data(stands, text="Lo de las dos.")).status_code == 302
    assert Note.objects.get(pk=note.pk).paragraphs == ["Lo de las dos."]


def test_a_save_that_forgets_the_version_changes_nothing(prensa, office):
    note = office.draft()
    assert "Otra persona cambió" in page(prensa.post(url("edit", note.pk), text_data(text="A ciegas.")))
    assert "A ciegas." not in Note.objects.get(pk=note.pk).paragraphs


# -- a figure ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"name": "con espacios"}, "letras sin tilde"),
        ({"name": "trabajan"}, "ya tiene una cifra «trabajan»"),
        ({"metric": ""}, "Elija qué se cuenta"),
        ({"metric": "working_by_trade"}, "se da por clases: elija una"),
        ({"key": "panaderia"}, "no se divide en clases"),
        ({"hedge": "más de", "rounding": "1000"}, "«más de» no es verdad para «x»: la cifra es 923."),
        ({"hedge": "casi"}, "van juntos"),
        ({"month": "2025-01"}, "2025-01"),
    ],
)
def test_a_figure_refused_keeps_what_was_chosen(prensa, office, wrong, why):
    note = office.draft()
    typed = figure_data(establishment_code="") | wrong
    answer = page(prensa.post(url("figure_new", note.pk), typed))
    assert why in answer and f'value="{typed["name"]}"' in answer
    if typed["hedge"]:
        assert f'<option value="{typed["hedge"]}" selected>' in answer
    assert set(note.figures.values_list("name", flat=True)) == {"trabajan", "parte"}


def test_a_figure_is_tried_without_being_kept(prensa, office):
    note = office.draft()
    answer = page(prensa.post(url("figure_new", note.pk), figure_data(hedge="casi", rounding="50", **{"try": "1"})))
    assert "<strong>casi 950</strong>" in answer and "Todavía no se guardó" in answer
    assert not note.figures.filter(name="x").exists()


def test_a_figure_is_changed_and_taken_out(prensa, office):
    note = office.draft()
    standing = note.figures.get(name="trabajan")
    address = url("figure", note.pk, "trabajan")
    assert '<option value="más de" selected>' in page(prensa.get(address))
    data = figure_data(establishment_code="EP17", version=version(standing))
    assert prensa.post(address, data | {"name": "otra"}).status_code == 302  # the name is not changed
    standing.refresh_from_db()
    assert (standing.name, standing.establishment_code, standing.hedge) == ("trabajan", "EP17", "")
    assert "Ahora está guardada así" in page(prensa.post(address, data))  # that version is no more
    assert prensa.get(url("figure_remove", note.pk, "trabajan")).status_code == 405
    prensa.post(url("figure_remove", note.pk, "trabajan"))
    assert list(note.figures.values_list("name", flat=True)) == ["parte"]
    assert prensa.get(address).status_code == 404


# -- an old note ------------------------------------------------------------------------------------------------------


def test_an_old_note_is_shown_as_read_and_kept_only_then(prensa, office):
    answer = page(prensa.post(url("import"), {"text": OLD}))
    assert "098" in answer and "2 de febrero de 2026, 16:07" in answer and "Visita a los talleres" in answer
    assert "1 párrafo repetido" in answer and "quedan 97 números sin nota" in answer
    assert not Note.objects.exists()
    kept = prensa.post(url("import_keep"), {"text": OLD}, follow=True)
    answer = page(kept)
    assert "NOTA DE PRENSA N° 098-2026-INPE" in answer and "1 párrafo repetido" in answer
    answer = page(prensa.post(url("import"), {"text": OLD}))
    assert "ya está guardada" in answer and "Guardar la nota" not in answer


@pytest.mark.parametrize(
    ("upload", "why"),
    [
        (OLD.encode("utf-8-sig"), "Visita a los talleres"),
        (OLD.encode("latin-1"), "no es texto en UTF-8"),
        (b"x" * 200_001, "pesa 200 kB; una nota tiene 200 kB como máximo"),
        (b"hola", "no se lee como una nota de prensa"),
        (b" ", "No hay texto"),
    ],
)
def test_a_file_is_read_or_refused_with_a_reason(prensa, office, upload, why):
    answer = page(prensa.post(url("import"), {"file": SimpleUploadedFile("nota.txt", upload)}))
    assert why in answer
    assert ("Guardar la nota" in answer) is (why == "Visita a los talleres")


def test_a_refused_text_stays_in_the_form(prensa, office):
    both = {"text": "Lo pegado", "file": SimpleUploadedFile("nota.txt", OLD.encode())}
    answer = page(prensa.post(url("import"), both))
    assert "no los dos" in answer and "Lo pegado</textarea>" in answer
    assert "esto no es una nota</textarea>" in page(prensa.post(url("import"), {"text": "esto no es una nota"}))
    no_number = OLD.replace("NOTA DE PRENSA N° 098-2026-INPE\n", "")
    answer = page(prensa.post(url("import"), {"text": no_number}))
    assert "No se puede guardar" in answer and "Guardar la nota" not in answer
    answer = page(prensa.post(url("import_keep"), {"text": no_number}))
    assert "no trae el número" in answer and "Segundo párrafo de la visita." in answer
    assert not Note.objects.exists()


def several(numbers):
    """Files of old notes of these numbers, as a browser sends them together."""
    texts = {n: OLD.replace("098-2026", f"{n:03d}-2025").replace("a los talleres", f"número {n}") for n in numbers}
    return [SimpleUploadedFile(f"nota-{n}.txt", text.encode()) for n, text in texts.items()]


def test_old_notes_come_by_the_dozen_seen_first_and_kept_together(prensa, office):
    services.import_note(actor=office.actor, text=OLD.replace("098-2026", "003-2025"))
    files = [
        *several([12, 7, *range(20, 32)]),
        SimpleUploadedFile("otra.txt", b"hola"),
        SimpleUploadedFile("latin.txt", "Ñ".encode("latin-1")),
        *several([3]),
        SimpleUploadedFile("doble.txt", several([12])[0].read()),
    ]
    seen = prensa.post(url("import_several"), {"files": files})
    answer = page(seen)
    assert answer.index("Visita número 7") < answer.index("Visita número 12") < answer.index("Visita número 31")
    assert "Guardar 14 notas" in answer and Note.objects.count() == 1
    for why in ("no se lee como una nota", "No es texto en UTF-8", "Su número ya lo tiene otra nota"):
        assert why in answer
    assert "Trae el mismo número que «doble.txt»" in answer  # the first of two by its name
    texts = list(map(unescape, re.findall(r'name="text" value="([^"]+)"', seen.content.decode())))
    kept = page(prensa.post(url("keep_several"), {"text": texts}, follow=True))
    assert "Se guardaron 14 notas." in kept and Note.objects.count() == 15
    again = page(prensa.post(url("import_several"), {"files": several([12, 7])}))
    assert again.count("Ya está guardada") == 2 and "Guardar" not in again.partition("Qué pasará")[2]


def test_of_several_notes_all_are_kept_or_none(prensa, office):
    texts = [each.read().decode() for each in several([40, 41])]
    with pytest.raises(services.NoteRefused, match="ya lo tiene"):
        services.import_several(actor=office.actor, texts=[*texts, texts[0] + "Otro párrafo."])
    assert not Note.objects.exists()
    answer = page(prensa.post(url("import_several"), {"files": several(range(1, 62))}))
    assert "Son más de 60 archivos" in answer
    large = [SimpleUploadedFile(f"{n}.txt", b"x" * 1_100_000) for n in range(2)]
    assert "pesan más de 2 MB" in page(prensa.post(url("import_several"), {"files": large}))
    assert "Así se leyeron" not in page(prensa.post(url("import_several"), {"files": ""}))  # nothing was chosen


# -- approving, voiding, discarding -----------------------------------------------------------------------------------


def test_approval_shows_the_words_and_publication_the_number(prensa, office):
    services.import_note(actor=office.actor, text=OLD)
    note = reviews.send(actor=office.actor, note=office.draft())
    prensa.force_login(office.head)
    answer = page(prensa.get(url("detail", note.pk)))
    assert "Trabajan más de 900 personas, el 62 % de la población." in answer and "099-2026" not in answer
    assert prensa.post(url("approve", note.pk), {"seal": seal_of(prensa, note, "approve")}).status_code == 302
    answer = page(prensa.get(url("detail", note.pk)))
    assert "nota N° 099-2026-INPE" in answer and "No se deshace" in answer
    assert prensa.post(url("publish", note.pk), {"seal": seal_of(prensa, note, "publish")}).status_code == 302
    note.refresh_from_db()
    assert (note.state, note.number, note.approved_by, note.published_by) == ("published", 99, "jefa", "jefa")
    answer = page(prensa.get(url("detail", note.pk)))
    assert note.published.hash in answer and "NOTA DE PRENSA N° 099-2026-INPE" in answer
    assert reverse("public-note", args=[2026, 99]) in answer and reverse("public-note-text", args=[2026, 99]) in answer
    assert "no se cambia ni vuelve a borrador" in answer and "lo mismo" in answer
    assert "Enviada a revisión" in answer and "Aprobada" in answer
    report("EP16", population=900, working=620)
    assert "más de 1,000</strong> (1,023)" in page(prensa.get(url("detail", note.pk)))


def test_a_text_that_changed_since_it_was_read_is_not_approved(prensa, office):
    note = reviews.send(actor=office.actor, note=office.draft())
    prensa.force_login(office.head)
    seal = seal_of(prensa, note, "approve")
    report("EP16", population=900, working=720)
    answer = page(prensa.post(url("approve", note.pk), {"seal": seal, "not_before": "2026-12-24T10:00"}))
    assert "cambiaron desde que usted abrió la página" in answer and "más de 1,100" in answer
    assert 'value="2026-12-24T10:00"' in answer  # what was typed stays
    assert "«trabajan» decía más de 900 (923) y ahora dice más de 1,100 (1,123)." in answer
    assert "cambiaron" in page(prensa.post(url("approve", note.pk)))  # without a seal nothing is approved
    assert Note.objects.get(pk=note.pk).state == "review"


@pytest.mark.parametrize("name", ["edit", "send", "discard", "figure_new"])
def test_a_published_note_goes_back_to_its_page(prensa, three, name):
    assert prensa.get(url(name, three[0].pk)).url == url("detail", three[0].pk)


@pytest.mark.parametrize("name", ["take_back", "send_back", "approve", "publish", "discard"])
def test_nothing_is_done_again_to_a_published_note(prensa, office, three, name):
    prensa.force_login(office.head)
    answer = prensa.post(url(name, three[0].pk), {"reason": "Otra vez", "seal": "x"}, follow=True)
    assert answer.redirect_chain[-1][0] == url("detail", three[0].pk)
    assert "ya no se puede hacer" in page(answer) or "se anula con su motivo" in page(answer)
    assert Note.objects.get(pk=three[0].pk).state == "published"


def test_what_was_typed_stays_where_the_note_went_to_review_meanwhile(prensa, office):
    note = office.draft()
    typed = text_data(note, text="Lo que estaba escribiendo.")
    reviews.send(actor=office.actor, note=note)
    answer = page(prensa.post(url("edit", note.pk), typed))
    assert "está en revisión: nadie la cambia" in answer and "Lo que estaba escribiendo.</textarea>" in answer
    answer = page(prensa.post(url("figure_new", note.pk), figure_data(name="nueva")))
    assert "está en revisión" in answer and 'value="nueva"' in answer
    assert Note.objects.get(pk=note.pk).paragraphs == note.paragraphs and note.figures.count() == 2
    for name in ("edit", "figure_new", "discard", "send"):
        assert "está en revisión" in page(prensa.get(url(name, note.pk), follow=True))


def test_a_note_is_voided_with_its_reason(prensa, three):
    old, done, draft = three
    assert "Escriba por qué se anula" in page(prensa.post(url("void", old.pk), {"reason": " "}))
    assert Note.objects.get(pk=old.pk).state == "published"
    answer = page(prensa.post(url("void", old.pk), {"reason": "Fecha equivocada."}, follow=True))
    assert "Esta nota fue anulada." in answer and "Fecha equivocada." in answer
    assert url("void", old.pk) not in answer
    for note in (done, draft):
        assert prensa.post(url("void", note.pk), {"reason": "x"}).url == url("detail", note.pk)
    assert Note.objects.get(pk=done.pk).void_reason == "Cifra equivocada."


def test_a_draft_is_discarded_after_asking(prensa, three):
    draft = three[2]
    assert "no se pueden recuperar" in page(prensa.get(url("discard", draft.pk)))
    assert Note.objects.filter(pk=draft.pk).exists()
    assert prensa.post(url("discard", draft.pk)).url == url("list")
    assert not Note.objects.filter(pk=draft.pk).exists()
    assert prensa.get(url("detail", draft.pk)).status_code == 404
