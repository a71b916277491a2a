"""The door to education, and those behind it."""

from django.utils.translation import gettext_lazy as _

from llamkay.apps.education.permissions import VIEW, VIEW_SCHOOLING
from llamkay.platform.screens.doors import Door, register

ROOM = "education:home"

register(
    Door(
        ROOM,
        _("Educación"),
        VIEW,
        order=50,
        words=_("Grupos, matrícula, notas, actas y quiénes no han terminado la educación básica."),
    ),
    Door(
        "education:groups",
        _("Grupos"),
        VIEW,
        order=1,
        room=ROOM,
        tab=_("Grupos"),
        words=_("Las secciones de cada año escolar: matrícula, cursos, notas, informes y actas."),
    ),
    Door(
        "education:list",
        _("Calificaciones"),
        VIEW,
        order=2,
        room=ROOM,
        tab=_("Calificaciones"),
        words=_("Las notas de cada mes, por aula: sin nota aprobatoria el mes no cuenta."),
    ),
    Door(
        "education:unfinished",
        _("Sin educación básica completa"),
        VIEW_SCHOOLING,
        order=3,
        room=ROOM,
        tab=_("Sin básica"),
        words=_("A quiénes la ley les obliga a terminarla, qué estudiaron y por dónde les toca seguir."),
    ),
    Door(
        "education:rates",
        _("Quiénes terminan lo que empiezan"),
        VIEW,
        order=4,
        room=ROOM,
        tab=_("Tasas"),
        words=_("Aprobados de los que terminaron, por el año en que empezaron."),
    ),
    Door(
        "education:ensembles",
        _("Coros y orquestas"),
        VIEW,
        order=5,
        room=ROOM,
        tab=_("Música"),
        words=_("Orquestando y el coro: integrantes, repertorio, ensayos y presentaciones."),
    ),
    Door(
        "education:items",
        _("Instrumentos y materiales"),
        VIEW,
        order=6,
        room=ROOM,
        tab=_("Préstamos"),
        words=_("Instrumentos, libros y lecciones que se prestan: quién los tiene y cómo están."),
    ),
    Door(
        "education:plans",
        _("Planes de estudio"),
        VIEW,
        order=8,
        room=ROOM,
        tab=_("Planes"),
        words=_("Los cursos de cada grado, módulo o ciclo."),
    ),
    Door(
        "education:institutions",
        _("Instituciones educativas"),
        VIEW,
        order=9,
        room=ROOM,
        tab=_("Instituciones"),
        words=_("Quienes enseñan y emiten los certificados."),
    ),
)
