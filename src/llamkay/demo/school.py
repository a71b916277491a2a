"""The school of the two prisons: what people studied before, a CETPRO module that ended, groups that study now."""

from datetime import date, datetime, timedelta
from typing import Any

from llamkay.apps.activities.models import Activity, Allocation
from llamkay.apps.education.kinds import MarkKind
from llamkay.apps.education.models import CourseMark, Group, GroupCourse, Schooling, Student, StudyPlan
from llamkay.apps.education.music import services as music
from llamkay.apps.education.school.acts_services import issue_act
from llamkay.apps.education.school.services import enrol_students, open_group
from llamkay.apps.education.schooling.services import enter_institution, enter_need, enter_plan
from llamkay.apps.institutions.models import User
from llamkay.demo.people import Held, Rng
from llamkay.platform.clock import LIMA

INTERVIEWED = datetime(2026, 1, 4, 9, 0, tzinfo=LIMA)  # the interviews in which people said what they had studied
START, MODULE_END, LAST = date(2026, 1, 5), date(2026, 1, 30), date(2026, 7, 17)
AREAS = ("Comunicación", "Matemática", "Ciencia, Tecnología y Salud", "Desarrollo Personal y Ciudadano")
MODULES = (
    ("Cuidado del cabello", "Higiene y atención", "Corte", "Tratamiento capilar"),
    ("Peinado", "Ondulación", "Peinados de fiesta"),
    ("Cosmética", "Limpieza facial", "Maquillaje"),
)
STUDIES = (
    ("none", False, None, 6),
    ("ebr_primary", False, 3, 14),
    ("ebr_primary", True, 6, 30),
    ("ebr_secondary", False, 3, 24),
    ("ebr_secondary", True, 5, 20),
    ("higher_technical", False, 2, 6),
)


def write_school(*, actor: Any, rng: Rng, held: dict[str, list[Held]]) -> None:
    """Write schooling, institutions, plans and groups; the act of a module that ended in January is issued."""
    _schooling(rng, sorted({woman.id for women in held.values() for woman in women}))
    ceba = enter_institution(
        actor=actor, name="CEBA Micaela Bastidas (demostración)", kind="ceba", modular_code="0000001",
        resolution="R.D. 0001-2020 (inventada)", ugel="UGEL 07",
    )  # fmt: skip
    cetpro = enter_institution(
        actor=actor, name="CETPRO Manos Creadoras (demostración)", kind="cetpro", modular_code="0000002",
        resolution="R.D. 0002-2020 (inventada)", ugel="UGEL 07",
    )  # fmt: skip
    primary = _plan(actor, ceba, "eba_intermediate", "EBA intermedio", 3, AREAS)
    secondary = _plan(actor, ceba, "eba_advanced", "EBA avanzado", 4, AREAS)
    units = "\n".join(
        f"{n} | {unit} | 120 | 5 | Al terminar, lo hace sola y con seguridad"
        for n, (_name, *names) in enumerate(MODULES, start=1)
        for unit in names
    )
    beauty = enter_plan(
        actor=actor, institution=cetpro, stage="aux_technician", name="Peluquería y cosmética", parts=3,
        units=units.replace("| 5 |", "| 6 |"), start=date(2020, 1, 1), norm="R.D. 0003-2020 (inventada)",
    )  # fmt: skip
    teacher = User.objects.get(username="docente")
    with_act = None
    for code, plan, parts in (("PRI", primary, 3), ("SEC", secondary, 4), ("CET", beauty, 1)):
        activity = Activity.objects.get(establishment__code="EP16", code=code)
        for part in range(1, parts + 1):
            for section in "AB" if plan is beauty else "A":
                last = MODULE_END if plan is beauty else LAST
                group = open_group(
                    actor=actor, activity=activity, plan=plan, part=part, year=2026, section=section,
                    mode="in_person", start=START, last=last, tutor=teacher if plan is not beauty else None,
                )  # fmt: skip
                _enrol(actor, group, plan, size=30 if plan is beauty else 18)
                _marks(rng, group)
                if plan is beauty and section == "A":
                    with_act = group
    if with_act is not None:
        issue_act(
            actor=actor, group=with_act, kind="final", on=MODULE_END, director="Rosa Llerena, directora (inventada)"
        )
    _needs(actor)
    _choir(actor)


def _schooling(rng: Rng, people: list[int]) -> None:
    """What nine of ten people said; of six of ten a paper proves it."""
    weights = [weight for *_rest, weight in STUDIES]
    total = sum(weights)
    rows = []
    for pk in people:
        if rng.random() < 0.1:
            continue
        stage, complete, grade, _weight = STUDIES[int(rng.choice(len(STUDIES), p=[w / total for w in weights]))]
        proven = stage != "none" and rng.random() < 0.6
        rows.append(
            Schooling(
                person_id=pk,
                stage=stage,
                complete=complete,
                grade=grade,
                ended_year=2000 + int(rng.integers(0, 20)),
                state="proven" if proven else "declared",
                proof="certificate" if proven else "",
                proof_number=f"Certificado {pk:05} (inventado)" if proven else "",
                checked_by="jefaeducacion" if proven else "",
                checked_at=INTERVIEWED if proven else None,
                entered_by="social",
                entered_at=INTERVIEWED,
            )
        )
    Schooling.objects.bulk_create(rows)


def _plan(actor: Any, institution: Any, stage: str, name: str, parts: int, areas: tuple[str, ...]) -> StudyPlan:
    units = "\n".join(f"{part} | {area} | 120 | 0 |" for part in range(1, parts + 1) for area in areas)
    return enter_plan(
        actor=actor, institution=institution, stage=stage, name=name, parts=parts, units=units, start=date(2020, 1, 1)
    )


def _enrol(actor: Any, group: Group, plan: StudyPlan, *, size: int) -> None:
    """The next people with a place in the class who are in no group of it, admitted by their placement test."""
    inside = Student.objects.filter(group__activity=group.activity_id).values("person")
    placed = Allocation.objects.filter(activity=group.activity_id, period__contains=START).exclude(person__in=inside)
    people = list(placed.order_by("person__sort_name").values_list("person_id", flat=True)[:size])
    if people:
        paper = "" if plan.stage == "aux_technician" else "Prueba de ubicación de enero de 2026 (inventada)"
        enrol_students(actor=actor, group=group, people=people, on=START, admitted_by=paper)


def _marks(rng: Rng, group: Group) -> None:
    """Two evaluations of January in each course; the final marks of a module that ended."""
    students = list(Student.objects.filter(group=group))
    ended = group.period.upper <= date(2026, 2, 1)
    rows = []
    for course in GroupCourse.objects.filter(group=group):
        for student in students:
            level = rng.normal(14, 2)
            for kind, on in (
                (MarkKind.EVALUATION, date(2026, 1, 15)),
                (MarkKind.EVALUATION, date(2026, 1, 29)),
                *([(MarkKind.FINAL, MODULE_END)] if ended else []),
            ):
                mark = int(min(20, max(5, rng.normal(level, 1.2))))
                rows.append(
                    CourseMark(
                        student=student, course=course, kind=kind, on=on, mark=mark, passed=mark >= 11, by="docente"
                    )
                )
    CourseMark.objects.bulk_create(rows)


def _needs(actor: Any) -> None:
    """Two students for whom the class does something otherwise."""
    students = Student.objects.filter(group__plan__stage="eba_intermediate").select_related("person").order_by("pk")
    for student, kind, in_class, in_examination in zip(
        students[:2],
        ("sight", "language"),
        ("Se sienta adelante y lee con lupa", "Se le explica también en quechua"),
        ("Hoja con letra grande y más tiempo", "Se le leen las preguntas en quechua"),
        strict=False,
    ):
        enter_need(
            actor=actor,
            person=student.person,
            kind=kind,
            in_class=in_class,
            in_examination=in_examination,
            start=START + timedelta(days=2),
        )


PIECES = (
    ("Valicha", "Miguel Ángel Hurtado", 3),
    ("Adiós pueblo de Ayacucho", "tradicional", 4),
    ("La flor de la canela", "Chabuca Granda", 4),
)


def _choir(actor: Any) -> None:
    """The choir of Orquestando: voices, repertoire, a concert that is planned, instruments on loan."""
    hall = Activity.objects.select_related("establishment").get(establishment__code="EP16", code="COR")
    ensemble = music.open_ensemble(
        actor=actor,
        activity=hall,
        name="Coro Polifónico",
        kind="choir",
        programme="Orquestando",
        director="Ada Rivas (inventada)",
    )
    placed = Allocation.objects.filter(activity=hall, period__contains=START).order_by("person__sort_name")
    people = list(placed.values_list("person_id", flat=True)[:24])
    for at, voice in enumerate(("soprano", "mezzo", "contralto")):
        music.add_members(actor=actor, ensemble=ensemble, people=people[at::3], voice=voice, on=START)
    pieces = [
        music.enter_piece(actor=actor, ensemble=ensemble, title=title, composer=composer, minutes=minutes)
        for title, composer, minutes in PIECES
    ]
    for piece in pieces[:2]:
        music.set_piece(actor=actor, piece=piece, state="ready")
    for on in (date(2026, 1, 20), date(2026, 1, 27)):
        music.note_rehearsal(actor=actor, ensemble=ensemble, on=on, pieces=[piece.pk for piece in pieces])
    concert = music.plan_performance(
        actor=actor,
        ensemble=ensemble,
        title="Muestra breve del repertorio",
        on=date(2026, 2, 2),
        place="Patio principal",
        occasion="Visita del 2 de febrero de 2026",
    )
    music.set_programme(actor=actor, performance=concert, pieces=[piece.pk for piece in pieces[:2]])
    singers = {member.person_id: member.person for member in ensemble.members.select_related("person")}
    for n, (tag, name, owner) in enumerate(
        (("INS-01", "Guitarra", "prison"), ("INS-02", "Charango", "donor"), ("INS-03", "Cajón", "prison"))
    ):
        item = music.enter_item(
            actor=actor, establishment=hall.establishment, kind="instrument", tag=tag, name=name, owner=owner,
            condition="good",
        )  # fmt: skip
        if n < 2:
            due = date(2026, 1, 30) if n else date(2026, 3, 30)
            music.lend(actor=actor, item=item, person=singers[people[n]], on=date(2026, 1, 12), due_on=due)
