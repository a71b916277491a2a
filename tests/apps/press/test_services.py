"""What a note promises: a number only when it may be published, figures that are true, a text that never changes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.urls import reverse

from llamkay.apps.press import reviews, services, wording
from llamkay.apps.press.exports import export_text
from llamkay.apps.press.models import Note, NoteFigure, PublishedNote
from llamkay.apps.press.queries import notes, version
from llamkay.apps.statistics.releases.services import prepare, sign
from llamkay.core.values import Month
from llamkay.platform.models import LoggedAction
from tests.worlds import factories
from tests.worlds.press_office import OLD, TEXT, publish, report


def approve(office, note):
    """On its whole way, by another than who wrote it."""
    return publish(note, by=office.head)


def edit(office, note, text, **values):
    return services.edit_note(
        actor=office.actor, note=note, title="Nota con cifras", subtitle="", paragraphs=text, **values
    )


def figure(office, note, name="x", metric="working", **values):
    return services.add_figure(
        actor=office.actor, note=note, name=name, metric=metric, **{"month": office.month, **values}
    )


def test_the_series_goes_on_from_what_was_imported_and_begins_again_each_year(office, monkeypatch):
    services.import_note(actor=office.actor, text=OLD)
    drafts = [office.draft(f"Nota {n}", [f"Texto {n}."]) for n in range(4)]
    assert [approve(office, note).line for note in drafts[:2]] == [
        "NOTA DE PRENSA N° 099-2026-INPE",
        "NOTA DE PRENSA N° 100-2026-INPE",
    ]
    services.void_note(actor=office.actor, note=drafts[1], reason="Se publicó por error.")
    assert approve(office, drafts[2]).number == 101  # a voided note keeps its number
    monkeypatch.setenv("LLAMKAY_NOW", "2027-01-04T08:00:00-05:00")
    later = approve(office, drafts[3])
    assert (later.number, later.year) == (1, 2027)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (["Trabajan {{figure:nadie}} personas."], "usa la cifra «nadie», que no está definida"),
        (["Trabajan {{figure:trabajan}} personas."], "«más de» no es verdad para «trabajan»: la cifra es 11"),
    ],
)
def test_a_refusal_takes_no_number(office, text, why):
    note = office.draft()
    report("EP16", population=810, working=5)
    report("EP17", population=685, working=6)
    edit(office, note, text)
    with pytest.raises(services.NoteRefused, match=why):
        approve(office, note)
    note.refresh_from_db()
    assert (note.state, note.number) == ("draft", None)
    assert not PublishedNote.objects.filter(note=note).exists()
    assert approve(office, office.draft("Otra", ["Sin cifras."])).number == 1


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"hedge": "más de", "rounding": 1000}, "«más de» no es verdad para «x»: la cifra es 923"),
        ({"hedge": "casi", "rounding": 500}, "«casi» no es verdad"),
        ({"hedge": "más de"}, "van juntos"),
        ({"rounding": 100}, "van juntos"),
        ({"hedge": "muchas más de", "rounding": 100}, "no se usa: elija entre más de, casi"),
        ({"share_of": "population", "hedge": "casi", "rounding": 100}, "Un porcentaje se escribe exacto"),
        ({"metric": "population", "share_of": "working"}, "la parte supera al todo"),
        ({"share_of": "working_by_trade"}, "se divide en clases"),
        ({"metric": "working_by_trade"}, "elija una de sus clases"),
        ({"key": "panaderia"}, "no se divide en clases"),
        ({"metric": "inventada"}, "no es una cifra del diccionario"),
        ({"establishment_code": "EP99"}, "No hay un establecimiento con el código «EP99»"),
        ({"name": "con espacios"}, "letras sin tilde"),
        ({"metric": "studying"}, "No hay cifras de «Personas que estudian» de enero de 2026"),
        # Of children and pregnancies a note says what a release of the quarter tells, and January is of none.
        ({"metric": "children_attending", "establishment_code": "EP16"}, "solo lo que publica el trimestre"),
        ({"metric": "children_attending"}, "solo lo que publica el trimestre"),
        ({"metric": "pregnant"}, "solo lo que publica el trimestre"),
        ({"metric": "activities", "share_of": "pregnant"}, "solo lo que publica el trimestre"),
    ],
)
def test_a_figure_that_is_not_true_or_may_not_be_said_is_not_kept(office, values, why):
    note = office.draft("Otra", ["Trabajan {{figure:x}}."])
    with pytest.raises(services.NoteRefused, match=why):
        figure(office, note, **values)
    assert not note.figures.exists()


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, "923"),
        ({"establishment_code": "EP17"}, "403"),
        ({"hedge": "más de", "rounding": 100}, "más de 900"),
        ({"hedge": "casi", "rounding": 50}, "casi 950"),
        ({"share_of": "population"}, "62 %"),
        ({"share_of": "population", "establishment_code": "EP16"}, "64 %"),
        ({"metric": "working_by_trade", "key": "panaderia"}, "16"),
        # Of those who work where trades are told: the other prison gave none.
        ({"metric": "working_by_trade", "key": "panaderia", "share_of": "working"}, "3 %"),
    ],
)
def test_a_figure_is_said_as_asked(office, values, text):
    assert wording.word(figure(office, office.draft("Otra", ["{{figure:x}}"]), **values)).text == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (["Uno  igual.", "Otro.", "Uno igual."], "párrafo repetido, el que empieza «Uno igual.»"),
        (["Trabajan {{figura:x}}."], r"«{{figura:x}}\.» no es una cifra bien escrita"),
        (["Trabajan }} muchas."], "no es una cifra bien escrita"),
        (["  ", ""], "al menos un párrafo"),
    ],
)
def test_a_text_that_cannot_stand_is_refused_and_the_draft_stays(office, text, why):
    note = office.draft()
    with pytest.raises(services.NoteRefused, match=why):
        edit(office, note, text)
    note.refresh_from_db()
    assert note.paragraphs == TEXT


def test_a_title_takes_no_figure(office):
    with pytest.raises(services.NoteRefused, match="Las cifras van en los párrafos"):
        services.draft_note(actor=office.actor, title="Hoy {{figure:x}}", subtitle="", paragraphs=["Texto."])


def test_approval_freezes_the_text_the_figures_and_their_snapshots(office):
    note = approve(office, office.draft())
    document = note.published.document
    assert document["paragraphs"] == ["Trabajan más de 900 personas, el 62 % de la población.", TEXT[1]]
    share, hedged = document["figures"]
    assert (share["name"], share["value"], share["denominator"], share["share_of"]) == (
        "parte",
        923,
        1495,
        "population",
    )
    assert (hedged["name"], hedged["text"], hedged["value"]) == ("trabajan", "más de 900", 923)
    assert set(hedged["snapshots"]) == set(office.snapshots.values())
    kept = note.figures.get(name="trabajan")
    assert (kept.value, kept.text, set(kept.snapshot_ids)) == (923, "más de 900", set(office.snapshots.values()))
    assert (note.approved_by, note.state, note.number) == ("jefa", "published", 1)


def test_a_sealed_figure_says_its_class_and_the_whole_it_is_a_part_of(office):
    note = office.draft("Panadería", ["Es el {{figure:x}}."])
    figure(office, note, metric="working_by_trade", key="panaderia", share_of="working", establishment_code="EP16")
    (entry,) = wording.described(approve(office, note).published.document["figures"])
    assert (entry["key"], entry["share_of"], entry["value"], entry["denominator"]) == ("panaderia", "working", 16, 520)
    assert entry["counts"] == (
        "Personas que trabajan, por especialidad (panadería y pastelería), como porcentaje de Personas que trabajan"
    )
    assert (entry["place"], entry["month_name"]) == ("E.P. Mujeres Chorrillos", "enero de 2026")


def test_a_published_note_stays_when_the_figures_change_and_says_what_it_would_be_today(office):
    note = approve(office, office.draft())
    assert [item.moved for item in services.today_would_be(note)] == [False, False]
    before = dict(note.published.document)
    report("EP16", population=900, working=620, children_attending=34, pregnant=4)
    today = {item.name: item for item in services.today_would_be(note)}
    assert today == {
        "parte": wording.Moved("parte", then=923, now=1023, moved=True, text="65 %"),
        "trabajan": wording.Moved("trabajan", then=923, now=1023, moved=True, text="más de 1,000"),
    }
    stands = Note.objects.get(pk=note.pk)
    assert stands.published.document == before
    assert stands.figures.get(name="trabajan").value == 923
    assert "más de 900" in export_text(stands)


def test_a_share_moves_when_only_the_whole_does(office):
    note = approve(office, office.draft())
    report("EP16", population=1000, working=520)
    assert {item.name: (item.moved, item.text) for item in services.today_would_be(note)} == {
        "parte": (True, "55 %"),
        "trabajan": (False, "más de 900"),
    }


def test_a_value_that_is_kept_back_since_is_not_told(office):
    note = office.draft("Los talleres", ["En el anexo trabajan {{figure:anexo}}."])
    figure(office, note, "anexo", establishment_code="EP17")
    approve(office, note)
    report("EP01", population=90, working=3)
    report("EP17", population=685, working=30)
    report("EP16", population=810, working=520)
    (today,) = services.today_would_be(note)
    assert (today.then, today.now, today.text) == (403, "reservado", "reservado")


def test_of_children_a_note_says_what_the_release_of_the_quarter_tells(office):
    december = Month(2025, 12)
    for code, inside in (("EP16", 40), ("EP17", 30), ("EP03", 12)):
        values = {"population": 500, "children_attending": inside, "children_living_in": inside + 12}
        report(code, december, **values)
    note = office.draft("La cuna", ["La cuna atiende a {{figure:ninos}}."])
    asked = {"metric": "children_attending", "establishment_code": "EP16", "month": december.first}
    with pytest.raises(services.NoteRefused, match="solo lo que publica el trimestre"):
        figure(office, note, "ninos", **asked)
    release = prepare(actor=factories.staff("analyst", None), month=december)
    sign(actor=factories.staff("data_officer", None), release=release)
    figure(office, note, "ninos", **asked)
    (entry,) = approve(office, note).published.document["figures"]
    assert (entry["text"], entry["value"], entry["as_of"], entry["snapshots"]) == ("40", 40, "2025-12-31", [])
    with pytest.raises(services.NoteRefused, match="sin porcentajes"):
        figure(office, office.draft("Otra", ["Es el {{figure:x}}."]), share_of="population", **asked)


def test_a_share_is_taken_over_the_prisons_that_gave_both_and_says_so(office):
    """Forty prisons give a population of 1,000, twenty of them 300 workers too: 30 %, not 15 %."""
    codes = [f"EP{n:02}" for n in range(1, 70) if n not in (16, 17)][:38]
    for n, code in enumerate(codes):
        report(code, population=1000, **({"working": 300} if n < 18 else {}))
    for code in ("EP16", "EP17"):
        report(code, population=1000, working=300)
    note = office.draft("Quiénes trabajan", ["Trabaja el {{figure:x}} de la población."])
    figure(office, note, share_of="population")
    stands = Note.objects.get(pk=note.pk)
    (said,) = [problem.sentence for problem in wording.problems(stands, wording.standings(stands))]
    assert "sobre los 20 penales que dieron las dos cifras; otros 20" in said
    (entry,) = approve(office, note).published.document["figures"]
    assert (entry["text"], entry["value"], entry["denominator"]) == ("30 %", 6000, 20_000)
    assert (entry["over"], entry["lacking"]) == (20, 20)


def test_a_published_note_is_not_edited_nor_given_figures_nor_discarded_nor_approved_again(office):
    note = approve(office, office.draft())
    for act in (
        lambda: edit(office, note, ["Otro texto."]),
        lambda: figure(office, note),
        lambda: services.remove_figure(actor=office.actor, note=note, name="trabajan"),
        lambda: services.discard_draft(actor=office.actor, note=note),
        lambda: approve(office, note),
    ):
        with pytest.raises(services.NoteRefused, match="ya está publicada"):
            act()
    note.refresh_from_db()
    assert (note.paragraphs, note.number, note.figures.count()) == (TEXT, 1, 2)


def test_the_published_document_is_written_once_even_for_the_owner_of_the_tables(office):
    published = approve(office, office.draft()).published
    for act in (
        lambda: PublishedNote.objects.filter(pk=published.pk).update(hash="0"),
        lambda: PublishedNote.objects.filter(pk=published.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert PublishedNote.objects.get(pk=published.pk).hash == published.hash


def test_the_whole_life_of_a_note_behind_row_security(office, as_application):
    note = office.draft()
    assert approve(office, note).number == 1
    services.discard_draft(actor=office.actor, note=office.draft("Otra"))
    assert Note.objects.count() == 1


def test_voiding_needs_a_reason_keeps_the_number_and_happens_once(office):
    note = approve(office, office.draft())
    with pytest.raises(services.NoteRefused, match="por qué se anula"):
        services.void_note(actor=office.actor, note=note, reason="  ")
    voided = services.void_note(actor=office.actor, note=note, reason=" Cifra equivocada. ")
    assert (voided.state, voided.number, voided.void_reason) == ("voided", 1, "Cifra equivocada.")
    with pytest.raises(services.NoteRefused, match="Solo se anula una nota publicada"):
        services.void_note(actor=office.actor, note=note, reason="Otra vez")


def test_a_discarded_draft_is_gone_with_its_figures_and_the_act_is_recorded(office):
    note = office.draft()
    services.discard_draft(actor=office.actor, note=note)
    assert not Note.objects.filter(pk=note.pk).exists() and not NoteFigure.objects.filter(note_id=note.pk).exists()
    line = LoggedAction.objects.filter(target=f"note:{note.pk}").latest("id")
    assert (line.verb, line.actor) == ("press.discard", "prensa") and "«Nota con cifras»" in line.sentence
    with pytest.raises(services.NoteRefused, match="ya no existe"):
        edit(office, note, ["Texto."])


def test_every_act_on_a_note_is_recorded(office):
    note = office.draft()
    edit(office, note, [*TEXT, "Más."])
    services.remove_figure(actor=office.actor, note=note, name="nadie")  # nothing happens: no line
    services.remove_figure(actor=office.actor, note=note, name="parte")
    figure(office, note, "parte")
    approve(office, note)
    services.void_note(actor=office.actor, note=note, reason="Prueba")
    verbs = LoggedAction.objects.filter(target=f"note:{note.pk}").order_by("id").values_list("verb", flat=True)
    assert [verb.removeprefix("press.") for verb in verbs] == [
        "draft",
        "figure",
        "figure",
        "edit",
        "unfigure",
        "figure",
        "send",
        "approve",
        "publish",
        "void",
    ]


def test_two_editors_do_not_overwrite_each_other(office):
    note = office.draft()
    loaded = version(note)
    edit(office, note, ["Lo de Ana."], expected=loaded)
    with pytest.raises(services.NoteChanged) as changed:
        edit(office, note, ["Lo de Eva."], expected=loaded)
    assert changed.value.stored.paragraphs == ["Lo de Ana."]
    assert Note.objects.get(pk=note.pk).paragraphs == ["Lo de Ana."]
    edit(office, note, ["Lo de las dos."], expected=version(changed.value.stored))


def test_two_editors_do_not_overwrite_a_figure(office):
    note = office.draft()
    loaded = version(note.figures.get(name="trabajan"))
    figure(office, note, "trabajan", establishment_code="EP16", expected=loaded)
    with pytest.raises(services.NoteChanged, match="cambió o quitó la cifra «trabajan»"):
        figure(office, note, "trabajan", establishment_code="EP17", expected=loaded)
    with pytest.raises(services.NoteRefused, match="ya tiene una cifra «trabajan»"):
        figure(office, note, "trabajan", expected="")
    assert note.figures.get(name="trabajan").establishment_code == "EP16"


def test_what_was_confirmed_is_what_is_published(office):
    note, other = office.draft(), office.draft("Otra", ["Sin cifras."])
    reviews.send(actor=office.actor, note=note, expected=services.final_text(note).seal)
    read = reviews.reading(note, services.final_text(note))
    report("EP16", population=900, working=620)
    with pytest.raises(services.NoteChanged):
        reviews.approve(actor=office.head, note=note, expected=read)
    reviews.approve(actor=office.head, note=note, expected=reviews.reading(note, services.final_text(note)))
    seal = reviews.outgoing(note).seal
    approve(office, other)  # takes the number that was shown
    with pytest.raises(services.NoteChanged):
        reviews.publish(actor=office.head, note=note, expected=seal)
    assert reviews.publish(actor=office.head, note=note, expected=reviews.outgoing(note).seal).number == 2


def test_an_old_note_is_kept_once_as_it_was_published(office):
    note = services.import_note(actor=office.actor, text=OLD)
    assert (note.line, note.state, note.origin) == ("NOTA DE PRENSA N° 098-2026-INPE", "published", "imported")
    assert note.published.document["paragraphs"] == ["Primer párrafo de la visita.", "Segundo párrafo de la visita."]
    assert {warning["code"] for warning in note.warnings} == {"repeated_paragraphs"}
    assert services.import_note(actor=office.actor, text=OLD.replace("\n", "\r\n")).pk == note.pk
    with pytest.raises(services.NoteRefused, match="098-2026 ya lo tiene la nota «Visita a los talleres»"):
        services.import_note(actor=office.actor, text=OLD.replace("Segundo", "Tercer"))
    assert Note.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "No hay texto"),
        ("hola\nqué tal", "no se lee como una nota de prensa"),
        ("x" * 200_001, "demasiado largo"),
        ("Título\x00\nN° 1-2026-INPE\nTexto.", "UTF-8"),
        ("Título\nN° 1-2026-INPE", "no tiene párrafos"),
        ("N° 1-2026-INPE", "no tiene título"),
        ("Título\n31 de febrero de 2026\nN° 1-2026-INPE\nTexto.", "«31 de febrero de 2026» no es una fecha"),
        ("Título\n2 de febrero de 2026\nTexto.", "no trae el número"),
        ("Título\nN° 0-2026-INPE\nTexto.", "no trae el número"),
        ("T" * 201 + "\nN° 1-2026-INPE\nTexto.", "200 letras"),
        (f"Título\nN° 1-2026-{'INPE' * 6}\nTexto.", "no parece la sigla"),
    ],
)
def test_what_is_no_note_is_refused_in_spanish(office, text, why):
    with pytest.raises(services.NoteRefused, match=why):
        services.import_note(actor=office.actor, text=text)


def test_the_text_to_send_never_repeats_a_paragraph(office):
    note = services.import_note(actor=office.actor, text=OLD)
    assert export_text(note).split("\n\n") == [
        "NOTA DE PRENSA N° 098-2026-INPE",
        "Visita a los talleres",
        "Las internas mostraron su trabajo",
        "Primer párrafo de la visita.",
        "Segundo párrafo de la visita.",
    ]


def test_two_paragraphs_that_figures_make_the_same_are_refused(office):
    twin = office.draft("Gemelos", ["Son {{figure:a}}.", "Son {{figure:b}}."])
    figure(office, twin, "a")
    figure(office, twin, "b")
    with pytest.raises(services.NoteRefused, match="dos párrafos dicen lo mismo: «Son 923"):
        approve(office, twin)
    figure(office, twin, "b", establishment_code="EP16")
    assert export_text(approve(office, twin)).split("\n\n")[2:] == ["Son 923.", "Son 520."]


def test_a_draft_says_what_is_wrong_with_its_figures(office):
    note = office.draft()
    edit(office, note, ["Trabajan {{figure:trabajan}} y {{figure:nadie}}."])
    report("EP16", population=810, working=5)
    report("EP17", population=685, working=6)
    stands = Note.objects.get(pk=note.pk)
    found = wording.problems(stands, wording.standings(stands))
    assert [(problem.blocks, problem.missing) for problem in found] == [(True, "nadie"), (True, ""), (False, "")]
    assert "la cifra es 11" in found[1].sentence and "«parte» está definida y el texto no la usa" in found[2].sentence


def test_a_figure_that_the_text_does_not_use_keeps_nothing_from_being_published(office):
    note = office.draft()
    edit(office, note, ["Son muchas."])
    report("EP16", population=810, working=5)
    report("EP17", population=685, working=6)
    stands = Note.objects.get(pk=note.pk)
    assert [problem.blocks for problem in wording.problems(stands, wording.standings(stands))] == [False, False]
    published = approve(office, note)
    assert published.published.document["figures"] == [] and services.today_would_be(published) == []


def test_words_are_found_without_accents_in_any_order(office):
    services.import_note(actor=office.actor, text=OLD)
    approved = approve(office, office.draft("Población que trabaja"))
    draft = office.draft("Borrador de la cuna", ["Texto de la población."])
    assert [note.pk for note in notes(user=office.actor, words="poblacion TRABAJA")] == [approved.pk]
    assert [note.title for note in notes(user=office.actor, words="visita párrafo")] == ["Visita a los talleres"]
    assert [note.title for note in notes(user=office.actor, words="098-2026")] == ["Visita a los talleres"]
    assert [note.pk for note in notes(user=office.actor, words="900 personas")] == [
        approved.pk
    ]  # the figures as published
    assert [note.pk for note in notes(user=office.actor, state="draft")] == [draft.pk]
    assert [note.number for note in notes(user=office.actor, year=2026)] == [None, 99, 98]
    assert not notes(user=office.actor, year=2025).exists()


def test_whoever_may_not_is_refused(office):
    note = office.draft()
    published = approve(office, office.draft("Otra", ["Texto."]))
    other = factories.staff("analyst", None)
    for act in (
        lambda: services.draft_note(actor=other, title="a", subtitle="", paragraphs=["b"]),
        lambda: services.edit_note(actor=other, note=note, title="a", subtitle="", paragraphs=["b"]),
        lambda: services.add_figure(actor=other, note=note, name="x", metric="working", month=office.month),
        lambda: services.remove_figure(actor=other, note=note, name="trabajan"),
        lambda: services.import_note(actor=other, text=OLD),
        lambda: reviews.send(actor=other, note=note),
        lambda: reviews.take_back(actor=other, note=note),
        lambda: reviews.send_back(actor=other, note=note, reason="x"),
        lambda: reviews.approve(actor=other, note=note),
        lambda: reviews.publish(actor=other, note=note),
        lambda: services.void_note(actor=other, note=published, reason="x"),
        lambda: services.discard_draft(actor=other, note=note),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Note.objects.get(pk=note.pk).figures.count() == 2


def test_who_wrote_any_of_it_does_not_approve_it(office):
    note = office.draft()
    services.edit_note(actor=office.head, note=note, title=note.title, subtitle="", paragraphs=["Otro texto."])
    reviews.send(actor=office.actor, note=note)
    for writer in (office.actor, office.head):
        with pytest.raises(services.NoteRefused, match="la aprueba otra persona"):
            reviews.approve(actor=writer, note=note)
    assert Note.objects.get(pk=note.pk).state == "review"
    third = factories.staff("press_officer", None, "tercera")
    reviews.approve(actor=third, note=note)
    assert reviews.publish(actor=office.actor, note=note).number == 1


def test_a_number_typed_by_hand_is_told_before_it_is_published(office, client):
    text = ["El 2 de febrero de 2026 trabajan {{figure:trabajan}} mujeres y 500 más, el 28 % según la Ley 26320."]
    note = office.draft(paragraphs=text)
    client.force_login(office.head)
    for name in ("detail", "approve"):
        page = client.get(reverse(f"press:{name}", args=[note.pk])).content.decode()
        told = "«500 más»" in page and "«28 % según»" in page and "26320»" not in page
        assert told is (name == "detail")  # without its figure there is nothing to approve yet
