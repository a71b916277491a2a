"""A note on its way out: sent, returned with its reason, corrected, approved, published; who may, who came second."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.urls import reverse
from django.utils.html import strip_tags

from llamkay.apps.press import checks, queries, reviews, services, tasks
from llamkay.apps.press.models import Note
from llamkay.apps.press.services import NoteChanged, NoteRefused
from llamkay.platform import clock
from llamkay.platform.clock import LIMA
from llamkay.platform.models import LoggedAction
from llamkay.platform.screens.tasks import waiting
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.press_office import OLD, TEXT, publish, report

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
REASON = "El segundo párrafo no dice desde cuándo."


@pytest.fixture
def sent(office):
    return reviews.send(actor=office.actor, note=office.draft(), words="Es para el lunes.")


@pytest.fixture
def approved(office, sent):
    return reviews.approve(actor=office.head, note=sent)


def again(note):
    return Note.objects.prefetch_related("steps").select_related("institution").get(pk=note.pk)


def edit(office, note, text):
    return services.edit_note(actor=office.actor, note=note, title=note.title, subtitle="", paragraphs=text)


def ways(note):
    return [(step.kind, step.by, step.words, step.paragraphs) for step in again(note).steps.all()]


def test_the_whole_way_of_a_note_stands_step_by_step(office, sent):
    reviews.send_back(actor=office.head, note=sent, reason=REASON, paragraphs=[2])
    edit(office, sent, [TEXT[0], "La cuna sigue abierta desde 2019."])
    reviews.send(actor=office.actor, note=sent)
    reviews.approve(actor=office.head, note=sent)
    done = reviews.publish(actor=office.actor, note=sent)
    assert ways(sent) == [
        ("sent", "prensa", "Es para el lunes.", []),
        ("returned", "jefa", REASON, [2]),
        ("sent", "prensa", "", []),
        ("approved", "jefa", "", []),
        ("published", "prensa", "", []),
    ]
    assert (done.number, done.approved_by, done.published_by) == (1, "jefa", "prensa")
    approval = reviews.approval(again(sent))
    assert (approval.document, approval.hash) == (done.published.document, done.published.hash)
    lines = LoggedAction.objects.filter(target=f"note:{sent.pk}", verb__in=["press.send", "press.return"])
    assert [(line.actor, line.reason) for line in lines.order_by("id")] == [
        ("prensa", "Es para el lunes."),
        ("jefa", REASON),
        ("prensa", ""),
    ]
    assert list(checks.notes()) == []


def test_nobody_writes_in_a_note_that_waits(office, sent):
    def tries():
        return (
            lambda: edit(office, sent, ["Otro texto."]),
            lambda: services.add_figure(actor=office.actor, note=sent, name="x", metric="working", month=office.month),
            lambda: services.remove_figure(actor=office.actor, note=sent, name="parte"),
            lambda: services.discard_draft(actor=office.actor, note=sent),
            lambda: reviews.send(actor=office.actor, note=sent),
        )

    for act in tries():
        with pytest.raises(NoteRefused, match="está en revisión"):
            act()
    reviews.approve(actor=office.head, note=sent)
    for act in tries():
        with pytest.raises(NoteRefused, match="está aprobada y no se cambia"):
            act()
    assert (again(sent).paragraphs, sent.figures.count()) == (TEXT, 2)


def test_only_who_wrote_it_sends_it_and_takes_it_back_and_only_another_decides(office):
    note = office.draft()
    with pytest.raises(NoteRefused, match="La envía a revisión quien escribió"):
        reviews.send(actor=office.head, note=note)
    reviews.send(actor=office.actor, note=note)
    with pytest.raises(NoteRefused, match="La retira quien la escribió"):
        reviews.take_back(actor=office.head, note=note)
    with pytest.raises(NoteRefused, match="la revisa otra persona"):
        reviews.send_back(actor=office.actor, note=note, reason=REASON)
    with pytest.raises(NoteRefused, match="la aprueba otra persona"):
        reviews.approve(actor=office.actor, note=note)
    reviews.take_back(actor=office.actor, note=note)
    edit(office, note, ["Ya se puede."])
    assert ways(note)[1] == ("taken_back", "prensa", "", []) and again(note).state == "draft"


def test_what_the_system_drafted_is_sent_by_whoever_drafts(office):
    note = services.draft_note(actor=Command(), title="De una visita", subtitle="", paragraphs=["Sin cifras."])
    assert reviews.send(actor=office.actor, note=note).state == "review"


def test_a_note_is_returned_only_with_a_reason_and_of_paragraphs_that_it_has(office, sent):
    with pytest.raises(NoteRefused, match="Escriba por qué"):
        reviews.send_back(actor=office.head, note=sent, reason="  ")
    with pytest.raises(NoteRefused, match="no tiene un párrafo 3"):
        reviews.send_back(actor=office.head, note=sent, reason=REASON, paragraphs=[1, 3])
    assert [kind for kind, *_rest in ways(sent)] == ["sent"]


def test_what_cannot_be_said_is_not_sent_nor_what_changed_since_it_was_read(office):
    note = office.draft()
    seal = services.final_text(note).seal
    report("EP16", population=900, working=620)
    with pytest.raises(NoteChanged, match="cambiaron desde que usted abrió"):
        reviews.send(actor=office.actor, note=note, expected=seal)
    report("EP16", population=810, working=5)
    report("EP17", population=685, working=6)
    with pytest.raises(NoteRefused, match="«más de» no es verdad"):
        reviews.send(actor=office.actor, note=note)
    assert again(note).state == "draft" and not note.steps.exists()


def test_an_approved_note_has_no_number_and_leaves_none_behind_where_it_does_not_go_out(office, approved):
    assert (again(approved).number, again(approved).state) == (None, "approved")
    other = publish(office.draft("Otra", ["Sin cifras."]), by=office.head)
    assert other.number == 1
    reviews.take_back(actor=office.actor, note=approved)
    assert (again(approved).approved_by, again(approved).not_before) == ("", None)
    services.discard_draft(actor=office.actor, note=approved)
    assert publish(office.draft("Tercera", ["Sin nada."]), by=office.head).number == 2
    assert list(checks.notes()) == []
    with connection.cursor() as cursor:  # what was sent and approved of a discarded draft is in its history
        cursor.execute("SELECT kind FROM press_notestepevent WHERE pgh_label = 'delete' ORDER BY id")
        assert [kind for (kind,) in cursor] == ["sent", "approved", "taken_back"]


def test_figures_that_moved_after_the_approval_ask_for_another(office, approved, client):
    report("EP16", population=900, working=620)
    with pytest.raises(NoteRefused, match=r"«trabajan» decía más de 900 \(923\) y ahora dice más de 1,000 \(1,023\)"):
        reviews.publish(actor=office.actor, note=approved)
    client.force_login(office.head, BACKEND)
    page = client.get(reverse("press:detail", args=[approved.pk])).content.decode()
    assert "Se movió desde que se aprobó" in page and "Publicar la nota" not in page and "Aprobar otra vez" in page
    assert "Trabajan más de 900 personas" in page  # what was approved
    reviews.approve(actor=office.head, note=approved)
    done = reviews.publish(actor=office.actor, note=approved)
    assert done.published.document["paragraphs"][0] == "Trabajan más de 1,000 personas, el 65 % de la población."
    assert done.figures.get(name="trabajan").value == 1023
    assert list(checks.notes()) == []


def test_the_same_figures_in_a_newer_snapshot_are_what_was_approved(office, approved):
    report("EP16", population=810, working=520)
    done = reviews.publish(actor=office.actor, note=approved)
    entry = reviews.approval(again(approved)).document["figures"][1]
    assert done.figures.get(name="trabajan").snapshot_ids == entry["snapshots"]
    assert list(checks.notes()) == []


def test_a_figure_that_can_no_longer_be_said_keeps_an_approved_note_back(office, approved):
    report("EP16", population=810, working=5)
    report("EP17", population=685, working=6)
    with pytest.raises(NoteRefused, match=r"«más de» no es verdad.*aprueba otra vez"):
        reviews.publish(actor=office.actor, note=approved)
    assert again(approved).number is None


def test_an_embargo_holds_until_its_hour(office, sent, monkeypatch):
    with pytest.raises(NoteRefused, match="ya pasó"):
        reviews.approve(actor=office.head, note=sent, not_before=clock.now() - timedelta(minutes=1))
    hour = datetime(2026, 12, 24, 10, tzinfo=LIMA)
    reviews.approve(actor=office.head, note=sent, not_before=hour)
    with pytest.raises(NoteRefused, match="embargo hasta 24 de diciembre de 2026, 10:00"):
        reviews.publish(actor=office.actor, note=sent)
    monkeypatch.setenv("LLAMKAY_NOW", "2026-12-24T10:00:00-05:00")
    assert reviews.publish(actor=office.actor, note=sent).published_at == hour


def test_who_comes_second_is_told_what_became_of_it(office, sent):
    third = factories.staff("press_officer", None, "tercera")
    reviews.send_back(actor=office.head, note=sent, reason=REASON)
    for act in (
        lambda: reviews.approve(actor=third, note=sent),
        lambda: reviews.send_back(actor=third, note=sent, reason="x"),
        lambda: reviews.take_back(actor=office.actor, note=sent),
        lambda: reviews.publish(actor=office.actor, note=sent),
    ):
        with pytest.raises(NoteRefused, match=r"ahora «borrador»: Personal jefa, .* ya no se puede hacer"):
            act()


def test_what_changed_since_the_last_time_is_shown_to_the_reviewer(office, sent, client):
    reviews.send_back(actor=office.head, note=sent, reason=REASON, paragraphs=[2])
    edit(office, sent, ["Trabajan {{figure:trabajan}} personas.", "La cuna sigue abierta desde 2019.", "Hay talleres."])
    client.force_login(office.actor, BACKEND)
    page = client.get(reverse("press:send", args=[sent.pk])).content.decode()
    assert "<del>abierta.</del>" in page and REASON in page
    reviews.send(actor=office.actor, note=sent, words="Ya lo dice.")
    client.force_login(office.head, BACKEND)
    page = client.get(reverse("press:detail", args=[sent.pk])).content.decode()
    assert "Qué cambió desde que se envió la vez anterior" in page and "Ya lo dice." in page
    assert "<del>abierta.</del><ins>abierta desde 2019.</ins>" in page and "Párrafo 3, nuevo." in page
    assert "«parte» ya no está: decía 62 %." in page
    changed = reviews.since_last_sent(again(sent))
    assert [(each.kind, each.place) for each in changed.paragraphs] == [("changed", 1), ("changed", 2), ("added", 3)]


def test_the_list_tells_the_states_apart_and_narrows_by_them(office, sent, client):
    back = reviews.send(actor=office.actor, note=office.draft("Vuelve", ["Sin cifras."]))
    reviews.send_back(actor=office.head, note=back, reason=REASON)
    ready = reviews.send(actor=office.actor, note=office.draft("Lista", ["Sin números."]))
    reviews.approve(actor=office.head, note=ready)
    found = {
        state: [note.title for note in queries.notes(user=office.actor, state=state)]
        for state in ("", "draft", "returned", "review", "approved", "published")
    }
    assert found[""] == ["Nota con cifras", "Lista", "Vuelve"]
    assert (found["draft"], found["returned"]) == (["Vuelve"], ["Vuelve"])
    assert (found["review"], found["approved"], found["published"]) == (["Nota con cifras"], ["Lista"], [])
    client.force_login(office.actor, BACKEND)
    page = client.get(reverse("press:list")).content.decode()
    for tag in ('orange">Devuelta', 'blue">En revisión', 'turquoise">Aprobada'):
        assert f"govuk-tag--{tag}" in page


@pytest.mark.parametrize("state", ["review", "approved"])
def test_nobody_outside_reads_a_note_on_its_way(office, sent, client, state):
    if state == "approved":
        reviews.approve(actor=office.head, note=sent)
    client.force_login(factories.staff("analyst", None), BACKEND)
    assert client.get(reverse("press:detail", args=[sent.pk])).status_code == 404
    assert sent.title not in client.get(reverse("press:list") + f"?estado={state}").content.decode()
    client.logout()
    services.import_note(actor=office.actor, text=OLD)
    for name in ("public-notes", "public-feed", "public-sitemap"):
        assert sent.title not in client.get(reverse(name)).content.decode()
    found = client.get("/api/v1/notes")
    assert [row["title"] for row in found.json()["items"]] == ["Visita a los talleres"]


def texts(user):
    sources = (tasks.to_review, tasks.returned, tasks.approved, tasks.drafts)
    return [strip_tags(task.text) for task in waiting(user, today=clock.today(), sources=sources)]


def test_each_finds_on_the_first_page_what_waits_for_them(office, sent, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", (clock.now() - timedelta(days=3)).isoformat())
    older = reviews.send(actor=office.actor, note=office.draft("La que más espera", ["Sin cifras."]))
    monkeypatch.delenv("LLAMKAY_NOW")
    first, second = texts(office.head)
    assert first.startswith("Nota por revisar, desde el") and "La que más espera" in first and "con cifras" in second
    assert texts(office.actor) == []  # nobody reviews what they wrote
    reviews.send_back(actor=office.head, note=older, reason=REASON)
    assert texts(office.actor) == [f"Nota devuelta, «La que más espera»: {REASON}", "Notas en borrador"]
    assert texts(office.head) == [second, "Notas en borrador"]
    reviews.approve(actor=office.head, note=sent, not_before=clock.now() + timedelta(hours=1))
    assert texts(office.head)[0].startswith("Nota aprobada, con embargo hasta el")
    reviews.approve(actor=office.head, note=sent)
    assert texts(office.actor)[0] == "Nota aprobada, por publicar: «Nota con cifras»"
    reviews.publish(actor=office.actor, note=sent)
    assert texts(office.head) == ["Notas en borrador"]


def test_what_waits_is_read_in_as_many_statements_for_one_as_for_many(office, sent, django_assert_num_queries):
    back = reviews.send(actor=office.actor, note=office.draft("Vuelve", ["Sin cifras."]))
    reviews.send_back(actor=office.head, note=back, reason=REASON)
    for user in (office.actor, office.head):
        assert texts(user)  # who may do what is read once
    for _time in range(2):
        with django_assert_num_queries(3):
            reviews.waiting_for(office.head)
        with django_assert_num_queries(3):
            reviews.returned_to(office.actor)
        for n in range(3):
            note = reviews.send(actor=office.actor, note=office.draft(f"Otra {_time}{n}", [f"Texto {_time}{n}."]))
            if n:
                reviews.send_back(actor=office.head, note=note, reason=REASON)


def test_a_note_approved_and_published_in_one_act_of_before_is_still_whole(office, client):
    """Its act says both, its steps nothing: so the release before left it."""
    note = office.draft()
    final = services.final_text(note)
    line = "NOTA DE PRENSA N° 001-2026-INPE"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("press_note", "press_publishednote"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for entry in final.document["figures"]:
            note.figures.filter(name=entry["name"]).update(
                value=entry["value"],
                denominator=entry["denominator"],
                text=entry["text"],
                snapshot_ids=entry["snapshots"],
            )
        Note.objects.filter(pk=note.pk).update(
            state="published", number=1, approved_by="jefa", published_at=clock.now()
        )
        seal = services.keep_document(note, final.document)
        services.record(office.head, note, "press.approve", f"{office.head} aprobó la nota {line}.", hash=seal)
        for table in ("press_note", "press_publishednote"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    assert list(checks.notes()) == []
    client.force_login(office.head, BACKEND)
    page = client.get(reverse("press:detail", args=[note.pk])).content.decode()
    assert "Aprobada y publicada, en un solo acto" in page and "Personal jefa" in page


def at_once(*acts):
    """What each of some acts ended in, on connections of their own at the same moment: a refusal, or nothing."""
    start, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        try:
            start.wait()
            act()
            outcomes.append("")
        except NoteRefused as refusal:
            outcomes.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["approves", "returns"])
def test_of_two_who_decide_at_once_one_does_and_the_other_is_told(office, other):
    note = reviews.send(actor=office.actor, note=office.draft())
    third = factories.staff("press_officer", None, "tercera")
    read = reviews.reading(again(note), services.final_text(note))
    seconds = {
        "approves": lambda: reviews.approve(actor=third, note=note, expected=read),
        "returns": lambda: reviews.send_back(actor=third, note=note, reason=REASON, expected=read),
    }
    first, second = at_once(lambda: reviews.approve(actor=office.head, note=note, expected=read), seconds[other])
    assert first == "" and "ya no se puede hacer" in second and "Personal" in second
    assert len(ways(note)) == 2


@pytest.mark.django_db(transaction=True)
def test_what_is_sent_while_another_writes_is_one_of_the_two_texts_and_the_other_is_told(office):
    note = office.draft()
    seal = services.final_text(note).seal
    first, second = at_once(
        lambda: reviews.send(actor=office.actor, note=note, expected=seal),
        lambda: edit(office, note, ["Otro texto."]),
    )
    assert first == ""
    if again(note).state == "review":
        assert "está en revisión" in second and again(note).paragraphs == TEXT
    else:
        assert "cambiaron desde que usted abrió" in second and again(note).paragraphs == ["Otro texto."]
