"""Which figures are told whole, which are kept back together, which only a release tells."""

from django.utils.translation import gettext_lazy as _

# Who is held, of which sex and by which status (the institution's own report gives them by prison), the places, the
# activities and the workshops of a prison are public whatever their size.
SHOWN_WHOLE = ("population", "women", "sentenced", "capacity", "establishments", "activities", "workshops")
# What people do: kept back together, since any three of these give the fourth.
PEOPLE = ("working", "studying", "work_and_study", "work_or_study")
# What «works» may mean, each within the one before it.
READINGS = ("registered", "working", "working_8", "working_15")
# All of that is one line of a prison: told or kept back together.
OF_PEOPLE = (*PEOPLE, *(reading for reading in READINGS if reading not in PEOPLE))
# What tells a total apart by classes → the total.
BY_CLASSES = {
    "working_by_modality": "working",
    "working_by_trade": "working",
    "working_by_sex": "working",
    "working_by_status": "working",
    "studying_by_level": "studying",
    "studying_by_sex": "studying",
    "studying_by_status": "studying",
}
# Those that put each person in one of two classes: the figure that says how many of those held are in the first, and
# both. They add up to their total, which is told, so a prison tells both or neither and no sum holds what is kept back.
HALVES = {
    "working_by_sex": ("women", "F", "M"),
    "working_by_status": ("sentenced", "sentenced", "remand"),
    "studying_by_sex": ("women", "F", "M"),
    "studying_by_status": ("sentenced", "sentenced", "remand"),
}
# Figures of children and pregnancies, which month by month would tell who came and who left: to the public only what a
# signed release of a quarter tells, each under the stem of its cells there.
QUARTERLY = {"children_attending": "care", "children_living_in": "living", "pregnant": "pregnant"}
# Sums of what people did (money, hours, kilograms, people in round numbers) → the step to which each is rounded. A
# prison gives one where it is of five people at the least, and tells it where it tells how many work.
SUMS = {
    "reparation_withheld": 100,
    "institution_tenth": 100,
    "made_people": 5,
    "made_hours": 10,
    "made_paid": 100,
    "made_own": 100,
    "made_sold": 100,
    "made_kilograms": 1,
}

# What a figure may be told apart by, as it is chosen.
DIMENSIONS = {
    "modality": _("Por modalidad"),
    "trade": _("Por oficio"),
    "level": _("Por nivel"),
    "sex": _("Por sexo"),
    "status": _("Por situación jurídica"),
}
