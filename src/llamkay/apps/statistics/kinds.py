"""Which figures are told whole, which are kept back together, which only a release tells."""

# Who is held, the places, the activities and the workshops of a prison are public whatever their size.
SHOWN_WHOLE = ("population", "capacity", "establishments", "activities", "workshops")
# What people do: kept back together, since any three of these give the fourth.
PEOPLE = ("working", "studying", "work_and_study", "work_or_study")
# What tells a total apart by classes → the total.
BY_CLASSES = {"working_by_modality": "working", "working_by_trade": "working", "studying_by_level": "studying"}
# Figures of children and pregnancies, which month by month would tell who came and who left: to the public only what a
# signed release of a quarter tells, each under the stem of its cells there.
QUARTERLY = {"children_attending": "care", "children_living_in": "living", "pregnant": "pregnant"}
