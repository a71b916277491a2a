"""The obvious version, as a careful newcomer would write it: a loop over people, the ORM for each."""

from datetime import timedelta

from llamkay.apps.activities.models import Enrolment, Reason, SheetRow
from llamkay.apps.people.models import Conviction, CustodySpell, Person, StageSpell
from llamkay.apps.remission.counts.statements import law_today
from llamkay.core.values import Month


def close(people: list[int], month: Month) -> int:
    """Count the days of each person one by one; writes nothing, so it is flattered by the comparison."""
    book, total = law_today(), 0
    holidays = book.holidays(month.first, month.end)
    for pk in people:
        person = Person.objects.get(pk=pk)
        bank = 0
        for row in SheetRow.objects.filter(person=person, sheet__month=month.first).select_related("sheet__activity"):
            for day in range(month.days):
                on = month.first + timedelta(days=day)
                if not row.minutes[day] or on.weekday() == 6 or on in holidays:
                    continue
                if not Reason.objects.get(pk=row.reasons[day]).counts:
                    continue
                if not CustodySpell.objects.filter(person=person, period__contains=on).exists():
                    continue
                if not Enrolment.objects.filter(person=person, period__contains=on).exists():
                    continue
                bank += min(row.minutes[day], 240)
        StageSpell.objects.filter(person=person, period__contains=month.first).first()
        list(Conviction.objects.filter(person=person))
        total += bank // 240
    return total
