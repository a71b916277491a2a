"""Monthly returns: reported, refused, accepted, replaced, withdrawn."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from llamkay.apps.statistics import services
from llamkay.apps.statistics.models import Figure, MonthlyReturn, Snapshot
from llamkay.apps.statistics.queries import dictionary
from llamkay.platform.models import LoggedAction
from tests.worlds.returns import DECEMBER, JANUARY, totals


def states(place):
    return list(MonthlyReturn.objects.filter(establishment=place).order_by("id").values_list("state", flat=True))


def test_a_draft_counts_nowhere_until_it_is_accepted(world):
    given = world.report(world.tumbes, totals(500, 100, 50, 10), actor=world.director)
    assert (given.state, given.reported_by, given.as_of) == ("draft", "director", date(2026, 1, 31))
    assert given.figures["establishments"] == {"": 1}
    assert Snapshot.objects.count() == 0
    snapshot = services.accept_return(actor=world.analyst, monthly_return=given)
    assert (snapshot.number, snapshot.source, snapshot.monthly_return_id) == (1, "reported", given.pk)
    assert set(Figure.objects.filter(snapshot=snapshot).values_list("metric__code", "key", "value")) == {
        ("population", "", 500),
        ("working", "", 100),
        ("studying", "", 50),
        ("work_and_study", "", 10),
        ("work_or_study", "", 140),
        ("establishments", "", 1),
    }
    assert list(
        LoggedAction.objects.filter(target=f"return:{given.pk}").order_by("id").values_list("verb", "actor")
    ) == [
        ("statistics.report", "director"),
        ("statistics.accept", "analyst"),
    ]


def test_a_new_draft_takes_the_place_of_the_draft_and_remembers_it(world):
    first = world.report(world.tumbes, totals(500))
    second = world.report(world.tumbes, totals(501))
    assert states(world.tumbes) == ["replaced", "draft"]
    assert second.replaces == first
    with pytest.raises(services.ReturnRefused, match="«reemplazado»: solo se acepta un borrador"):
        services.accept_return(actor=world.analyst, monthly_return=first)
    assert Snapshot.objects.count() == 0


def test_an_accepted_return_is_replaced_and_its_snapshot_stays(world):
    world.accept(world.tumbes, totals(500))
    waiting = world.report(world.tumbes, totals(510))
    assert states(world.tumbes) == ["accepted", "draft"]
    assert waiting.replaces.state == "accepted"
    later = services.accept_return(actor=world.analyst, monthly_return=waiting)
    assert states(world.tumbes) == ["replaced", "accepted"]
    assert later.number == 2
    assert list(
        Figure.objects.filter(metric__code="population").order_by("snapshot__number").values_list("value", flat=True)
    ) == [500, 510]


def test_withdrawing_a_draft_brings_back_the_one_before(world):
    first = world.report(world.tumbes, totals(500))
    second = world.report(world.tumbes, totals(501))
    assert services.withdraw_return(actor=world.director, monthly_return=second) == first
    assert states(world.tumbes) == ["draft", "withdrawn"]
    assert services.withdraw_return(actor=world.director, monthly_return=first) is None
    assert states(world.tumbes) == ["withdrawn", "withdrawn"]
    assert LoggedAction.objects.filter(verb="statistics.withdraw", actor="director").count() == 2
    with pytest.raises(services.ReturnRefused, match="«retirado»: solo se retira un borrador"):
        services.withdraw_return(actor=world.director, monthly_return=first)
    # The month is free again.
    assert world.report(world.tumbes, totals(502)).state == "draft"


def test_withdrawing_leaves_what_was_accepted_standing(world):
    world.accept(world.tumbes, totals(500))
    draft = world.report(world.tumbes, totals(510))
    assert services.withdraw_return(actor=world.analyst, monthly_return=draft) is None
    assert states(world.tumbes) == ["accepted", "withdrawn"]
    accepted = MonthlyReturn.objects.get(state="accepted")
    with pytest.raises(services.ReturnRefused, match="Presente otro informe del mismo mes; al aceptarlo, lo reemplaza"):
        services.withdraw_return(actor=world.analyst, monthly_return=accepted)
    assert states(world.tumbes) == ["accepted", "withdrawn"]


def test_who_may_do_what(world):
    with pytest.raises(PermissionDenied, match="no está en su ámbito"):
        world.report(world.piura, totals(5), actor=world.director)
    with pytest.raises(PermissionDenied, match="enviar el informe mensual"):
        world.report(world.tumbes, totals(5), actor=world.auditor)
    given = world.report(world.tumbes, totals(5))
    for act in (services.accept_return, services.withdraw_return):
        with pytest.raises(PermissionDenied):
            act(actor=world.auditor, monthly_return=given)
    with pytest.raises(PermissionDenied, match="aceptar informes mensuales"):
        services.accept_return(actor=world.director, monthly_return=given)
    assert states(world.tumbes) == ["draft"]


def test_every_problem_is_told_at_once(world):
    with pytest.raises(services.ReturnRefused) as refused:
        services.report_return(
            actor=world.analyst,
            establishment=world.tumbes,
            month=JANUARY,
            as_of=date(2026, 2, 3),
            figures=totals(100, 120, 130, 90, working_by_modality={"company": 121}),
            source=" ",
        )
    assert [str(reason) for reason in refused.value.reasons] == [
        "«Personas que trabajan» (120) supera la población (100).",
        "«Personas que estudian» (130) supera la población (100).",
        "«Personas que trabajan o estudian» (160) supera la población (100).",
        "«Personas que trabajan, por modalidad», company: 121 supera «Personas que trabajan» (120).",
        "El día de corte 03/02/2026 no es de 2026-01: use un día de ese mes.",
        "El día de corte 03/02/2026 todavía no llega.",
        "Falta la fuente: diga de qué documento salen las cifras.",
    ]
    assert MonthlyReturn.objects.count() == 0


@pytest.mark.parametrize(
    ("figures", "problems"),
    [
        ({"working": {"": 1}}, ["Falta la población."]),
        (totals(9, ghosts=1), ["«ghosts» no es una cifra del diccionario."]),
        (totals(9, pregnant=10), ["«Mujeres gestantes» (10) supera la población (9)."]),
        (totals(9, studying_by_level={"": 1}), ["«» no es una clave de «Personas que estudian, por nivel»."]),
        (totals(1_000_001), ["«Población en el establecimiento»  vale 1000001: debe estar entre 0 y 1,000,000."]),
        (totals(9, establishments=2), ["«Establecimientos» de un informe es siempre 1: no hace falta escribirlo."]),
        (
            totals(9, 4, working_by_modality={"company": 3}),
            ["«Personas que trabajan, por modalidad» suma 3, menos que «Personas que trabajan» (4)."],
        ),
        (
            totals(9, 2, 3) | {"work_or_study": {"": 4}},
            [
                "«Personas que trabajan» (2) más «Personas que estudian» (3) menos «Personas que trabajan y "
                "estudian» (0) debe dar «Personas que trabajan o estudian» (4)."
            ],
        ),
        (
            totals(9, 2, 3, 3),
            ["«Personas que trabajan y estudian» (3) supera a quienes trabajan o a quienes estudian."],
        ),
        (totals(9, 4, 3, 2, working_by_modality={"company": 3, "institution": 4}), []),
        (totals(0), []),
    ],
)
def test_figures_that_contradict_one_another(world, figures, problems):
    assert services.check_figures(figures, book=dictionary()) == problems


def test_a_closed_month_is_counted_not_reported(world):
    draft = world.report(world.tumbes, totals(500))
    world.accept(world.piura, totals(300))
    snapshot = world.count(world.piura)
    assert (snapshot.number, snapshot.source) == (2, "counted")
    assert states(world.piura) == ["replaced"]
    assert states(world.tumbes) == ["draft"]
    with pytest.raises(services.ReturnRefused, match="ya cerró 2026-01 en el sistema"):
        world.report(world.piura, totals(301))
    world.count(world.tumbes)
    with pytest.raises(services.ReturnRefused, match="«reemplazado»"):
        services.accept_return(actor=world.analyst, monthly_return=draft)


def test_a_withdrawn_return_stays_withdrawn_when_the_month_is_counted(world):
    draft = world.report(world.tumbes, totals(500))
    services.withdraw_return(actor=world.analyst, monthly_return=draft)
    world.count(world.tumbes)
    assert states(world.tumbes) == ["withdrawn"]


def test_the_database_keeps_one_draft_a_month(world):
    world.report(world.tumbes, totals(500))
    world.report(world.tumbes, totals(500), DECEMBER)
    given = MonthlyReturn.objects.get(month=JANUARY.first)
    given.pk = None
    with pytest.raises(IntegrityError, match="one_return_a_month"), transaction.atomic():
        given.save(force_insert=True)


def test_recording_needs_both_rights(world):
    values = {"establishment": world.tumbes, "month": JANUARY, "as_of": date(2026, 1, 31), "source": "Oficio"}
    with pytest.raises(PermissionDenied):
        services.record_return(actor=world.director, figures=totals(5), **values)
    assert services.record_return(actor=world.analyst, figures=totals(5), **values).number == 1
    assert states(world.tumbes) == ["accepted"]
