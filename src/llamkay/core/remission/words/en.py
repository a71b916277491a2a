"""Every sentence of a count in English, by its code; the names of norms stay as Peru cites them."""

from collections.abc import Mapping
from datetime import date

from llamkay.core.remission.words.language import Language, Use, Voice, amount

REGIMES = {
    "closed_ordinary": "ordinary closed regime",
    "closed_special": "special closed regime",
    "semi_open": "semi-open regime",
    "open": "open regime",
    "semi_liberty": "semi-liberty in the community",
}
STAGES = {"minimum": "minimum", "medium": "medium", "maximum": "maximum", "extreme": "Extreme Security"}
KINDS = {"work": "work", "study": "study"}
MONTHS = "January February March April May June July August September October November December".split()

WORDS: dict[str, tuple[str, str]] = {
    "counted day": (
        "four hours of work or study that the law takes into account",
        r"counted days?|\bcounts?\b|\bcounted\b",
    ),
    "sentence": ("the time in prison that the judge set", r"\bsentences?\b"),
    "redeem": ("to take days off the sentence with days of work or study", r"\bredeem\w*|\bremission\b"),
    "final": ("of a sentence that no appeal can change any more", r"\bfinal\b"),
    "ratio": ("how many days of work or study take one day off the sentence", r"\bratios?\b"),
    "regime and stage": (
        "the place and degree of security in which the prison has classified you",
        r"\bregime\b|\bstages?\b",
    ),
    "isolation": ("the sanction that separates a person from the others", r"\bisolation\b"),
    "holiday": ("the day of rest that the law sets for the whole country", r"\bholidays?\b"),
    "Technical Council": ("the authorities of the prison who decide together", r"technical council"),
    "recidivist": (
        "who committed another offence after a conviction, as the Penal Code defines it",
        r"\brecidivists?\b",
    ),
    "habitual": ("of who committed several offences, as the Penal Code defines it", r"\bhabitual\b"),
    "reading": ("a way of understanding the law where it is not clear", r"\breadings?\b"),
    "harsher": ("that does more harm", r"\bharsher\b"),
    "Code of Penal Execution": ("the law that says how a sentence is served", r"code of penal execution"),
    "Constitutional Court": (
        "the judges who say how the Constitution is understood; their judgment binds everybody",
        r"constitutional court",
    ),
}

_CODE = "Code of Penal Execution (Legislative Decree 654)"
_RULES = "Regulations of the Code of Penal Execution"
CITATIONS: dict[str, tuple[str, str]] = {
    "precedent": ("TC, Sent. 189/2025, § 38", "Constitutional Court, judgment 189/2025, paragraph 38"),
    "sentence": ("TC, Sent. 189/2025", "Constitutional Court, judgment 189/2025"),
    "preliminary": (
        "D.Leg 654, Preliminary Title, art. VIII",
        "Legislative Decree 654, Preliminary Title, article VIII",
    ),
    "art_12": ("D.Leg 1513 art. 12", "Legislative Decree 1513, article 12,"),
    "art_44": ("D.Leg 654 arts. 44-46", f"{_CODE}, articles 44-46"),
    "art_46": ("D.Leg 654 art. 46", f"{_CODE}, article 46"),
    "art_47": ("D.Leg 654 art. 47", f"{_CODE}, article 47"),
    "art_57a": ("D.Leg 654 art. 57-A", f"{_CODE}, article 57-A"),
    "57a": ("art. 57-A", "article 57-A"),
    "50": ("art. 50", "article 50"),
    "47": ("art. 47", "article 47"),
    "53": ("art. 53", "article 53"),
    "175": ("REG 175-176", "Regulations, articles 175-176"),
    "rules_175": ("Regulations of the CEP, arts. 175 and 110.2", f"{_RULES}, articles 175 and 110.2"),
    "rules_176": ("Regulations of the CEP, art. 176", f"{_RULES}, article 176"),
    "d1585": ("D.Leg 1585", "Legislative Decree 1585"),
    "d1737": ("D.Leg 1737", "Legislative Decree 1737"),
    "consolidated": ("TUO of the CEP arts. 49-50", "Consolidated Text of the Code of Penal Execution, articles 49-50"),
    "exp": (
        "TC exp. 05128-2022-PHC and 05224-2022-PHC",
        "Constitutional Court, files 05128-2022-PHC and 05224-2022-PHC",
    ),
}
NORMS = (
    ("TC, Sentencia ", "Constitutional Court, judgment "),
    ("Código de Ejecución Penal", "Code of Penal Execution"),
    ("Reglamento del CEP", "Regulations of the Code of Penal Execution"),
    ("D.Leg ", "Legislative Decree "),
    ("D.S. ", "Supreme Decree "),
)

SENTENCES: dict[str, str] = {
    # The ratio of a day
    "ratio.not_final": "There is no final sentence: the days are counted, and the ratio is fixed by the law of the day "
    "on which the sentence becomes final.",
    "ratio.no_stage": "Neither the regime nor the stage of those days is on record; without them the law gives no "
    "ratio.",
    "ratio.stage_to_record": "Neither the regime nor the stage of those days is on record: the days stay counted; the "
    "stage has to be recorded.",
    "ratio.gap": "Articles 44 and 45 set no ratio for the {place:place}: the authority has to decide it, it is not "
    "assumed.",
    "ratio.gap_special": "Articles 44 and 45 set no ratio for the {place:place}; that of the offence is taken.",
    "ratio.barred": "{cite}: the offence does not admit remission.",
    "ratio.barred_persons": "{cite}: the offence does not admit remission for recidivists or habitual offenders.",
    "ratio.special": "{cite}: offence of the special list, {ratio} for 1.",
    "ratio.special_persons": "{cite}: recidivist or habitual offender, {ratio} for 1.",
    "ratio.stage": "{cite}: {place:place}, {ratio} for 1.",
    "ratio.stage_worse": "{cite}: {place:place}, {ratio} for 1, which is worse than the special ratio.",
    "ratio.unread": "There may be a special rule in {cite}, a text that has not been read.",
    "ratio.exception": "{cite}: exceptional remission, {ratio} for 1, for the days before it too; its end is not on "
    "record.",
    "law.of_final": "It is the law in force when the sentence became final ({final}).",
    "law.harsher": "It is the law in force when the sentence became final ({final}); the later one ({cite}) is harsher "
    "and is not applied ({=precedent}).",
    "law.later": "It is later than the day on which the sentence became final ({final}) and more favourable than "
    "{cite}: it counts only from {since} ({=precedent}).",
    "law.respected": "The separate count already begun is respected ({=57a}).",
    "law.retroactive": "It is later and more favourable, and reaches the days before it too ({=preliminary}).",
    "readings.none_chosen": "None is chosen; the readings are shown.",
    # The questions that the law leaves open
    "question.special_or_stage": "Does the special ratio of the offence hold also where it favours more than that of "
    "the stage?",
    "question.special_without_stage": "Does the special ratio of the offence hold where the law sets no ratio for the "
    "regime or the stage?",
    "question.later_laws": "Is the later law taken whole, or can its favourable part be taken without the harsher one?",
    "question.before_final": "Are the days before the sentence became final counted with the law of that day, or is "
    "the count of their own law respected?",
    "question.lists": "Which of two special lists in force at once holds?",
    "question.convictions": "Which conviction governs remission where several sentences are final?",
    "question.unknown_facts": "The paragraph of the article or the date of the deed is missing, and the rule depends "
    "on it.",
    "source.special_or_stage": "{=art_44}: they do not say",
    "source.special_without_stage": "{=art_44}: they do not say",
    "source.later_laws": "{=precedent}: it does not say",
    "source.before_final": "{=precedent}, against {=art_57a}",
    "source.lists": "{=art_46} and special laws",
    "source.convictions": "{=art_46}: it does not say",
    "source.unknown_facts": "facts of the sentence",
    "reading.special_or_stage.special": "the special ratio of the offence always holds",
    "reading.special_or_stage.worse": "the less favourable of the ratios of the offence and of the stage holds",
    "reading.special_without_stage.special": "the special ratio of the offence holds also where the stage has none",
    "reading.special_without_stage.no_ratio": "where the stage has no ratio, that of the offence does not hold either",
    "reading.later_laws.whole": "the later law is taken whole",
    "reading.later_laws.combined": "only the favourable part of the later law is taken",
    "reading.before_final.final": "the days before the final sentence are counted with the law of the day on which it "
    "became final",
    "reading.before_final.day": "the days before the final sentence are counted with the law in force on each day",
    "reading.lists.strictest": "the stricter of two special lists holds",
    "reading.lists.mildest": "the more favourable of two special lists holds",
    "reading.convictions.worst": "the most severe of several convictions holds",
    "reading.convictions.mildest": "the most favourable of several convictions holds",
    "reading.unknown_facts.strictest": "the missing fact is the least favourable",
    "reading.unknown_facts.between": "the missing fact is one in between",
    "reading.unknown_facts.between_2": "the missing fact is the second in between",
    "reading.unknown_facts.between_3": "the missing fact is the third in between",
    "reading.unknown_facts.between_4": "the missing fact is the fourth in between",
    "reading.unknown_facts.mildest": "the missing fact is the most favourable",
    "answer.special_or_stage.special": "the special ratio holds",
    "answer.special_or_stage.worse": "the one that favours less holds",
    "answer.special_without_stage.special": "the special ratio holds",
    "answer.special_without_stage.no_ratio": "there is no ratio and the days stay counted",
    "answer.later_laws.whole": "the later law, whole",
    "answer.later_laws.combined": "only its favourable part",
    "answer.before_final.final": "the law of the day on which the sentence became final",
    "answer.before_final.day": "the count of the law of each day",
    "answer.lists.strictest": "the stricter",
    "answer.lists.mildest": "the more favourable",
    "answer.convictions.worst": "the most severe conviction",
    "answer.convictions.mildest": "the most favourable",
    "answer.unknown_facts.strictest": "the most severe",
    "answer.unknown_facts.between": "one in between",
    "answer.unknown_facts.between_2": "a second one in between",
    "answer.unknown_facts.between_3": "a third one in between",
    "answer.unknown_facts.between_4": "a fourth one in between",
    "answer.unknown_facts.mildest": "the most favourable",
    # The questions that the institution answers one way
    "assumed.max_days_per_calendar_day.1": "each date gives one day at most",
    "assumed.max_days_per_calendar_day.2": "eight hours of a date give two days",
    "assumed.class_minutes.240": "a day of study is 4 hours by the clock",
    "assumed.class_minutes.225": "a day of study is 5 class hours of 45 minutes",
    "assumed.simultaneous.same_day": "work and study of one date are simultaneous",
    "assumed.simultaneous.same_hours": "work and study are simultaneous only where their hours cross",
    "assumed.ratio_2023.published": "from 23/11/2023 one for one holds at minimum and medium ({=d1585})",
    "assumed.ratio_2023.earlier": "at minimum and medium the ratio before {=d1585} goes on",
    "assumed.favourable_law.forward": "the later, more favourable law counts only from its entry into force",
    "assumed.favourable_law.retroactive": "the later, more favourable law reaches the days before it too",
    "assumed.covid.not_applied": "the exceptional remission of 2020 is not applied",
    "assumed.covid.applied": "the exceptional remission of 2020 is applied, 1 for 1, without a known end",
    "assumed.rounding.total": "the fraction of a day is dropped once, at the end",
    "assumed.rounding.segment": "the fraction of a day is dropped in each stretch",
    "question.max_days_per_calendar_day": "Are eight hours of one date one day or two?",
    "question.class_minutes": "Is a day of study 4 hours by the clock or 5 class hours (3 hours and 45 minutes)?",
    "question.simultaneous": "Are work and study of one date at different hours simultaneous?",
    "question.ratio_2023": "Does the ratio of 1 for 1 of {=d1585} hold as it stands in the consolidated text?",
    "question.favourable_law": "Does the later, more favourable law count only forward or also back?",
    "question.covid": "Is the exceptional remission of 1 for 1 of {=art_12} applied, to the days before it too?",
    "question.rounding": "Is the fraction of a day dropped once, at the end, or in each stretch?",
    "source.max_days_per_calendar_day": "{=rules_175}: the text admits two, the sheet records one",
    "source.class_minutes": "Directiva 06-2007-INPE 4.3 and 5.3.b, which contradicts itself; {=rules_176}",
    "source.simultaneous": "{=art_47}: it does not define it",
    "source.ratio_2023": "{=consolidated} (consolidated text); the published text of {=d1585} has not been read",
    "source.favourable_law": "{=precedent}, against {=preliminary}",
    "source.covid": "{=exp}, which do not agree; its end is not on record",
    "source.rounding": "no norm says so",
    # Marks that did not count
    "excluded.not_in_custody": "On that day the person was not deprived of liberty.",
    "excluded.isolation": "While the sanction of isolation lasts nothing is redeemed.",
    "excluded.not_enrolled": "On that day there was no entry in the register; without it the day is not counted.",
    "excluded.reason_does_not_count": "The mark on the sheet is not an attendance that counts.",
    "excluded.expelled": "Sent out of the session for indiscipline: that day is lost.",
    "excluded.cell": "Work in cells or corridors redeems nothing and is not recorded.",
    "excluded.sunday_without_authorisation": "It is a Sunday and no act of the Technical Council authorises it.",
    "excluded.holiday_without_authorisation": "It is a holiday and no act of the Technical Council authorises it.",
    "excluded.no_passing_mark": "No passing mark of the month is on record: the study of that month redeems nothing.",
    "excluded.simultaneous": "Work and study of one day do not add up; the one with more minutes is counted.",
    "excluded.over_daily_cap": "They are extra hours: the date was already counted with another activity and gives no "
    "other day.",
    # What a count warns of
    "warn.final_later": "The sentence under {offence:article} becomes final on {final}, after the date of the count: "
    "it is not final yet and does not count as such here.",
    "warn.no_pass_mark": "The pass mark in force in {month:month} is not on record: the result written down is taken.",
    "warn.counted_spread": "The {days} days already counted from {start} to {last} span a change of law, stage or "
    "sentence: they were spread over working days in order of time, and the spread is assumed; give the days of each "
    "stretch.",
    "warn.counted_above": "The {days} days already counted from {start} to {last} are more than the {room} working "
    "days without isolation of that time: the authorisation of Sundays and holidays is needed.",
    "warn.counted_both": "There are days already counted of work and of study in the same time (from {start}): it "
    "cannot be checked that they are not simultaneous ({=art_47}).",
    "warn.session_counted": "{on} falls in a time already counted of the other activity: it cannot be checked that it "
    "is not simultaneous ({=art_47}).",
    "warn.minutes_left": "{minutes} minutes of {kind:kind} are left that do not complete a day yet.",
    "warn.register_assumed": "No entry in the register of {kind:kind} is on record: it is assumed to hold all the time "
    "({=175}); check it.",
    "warn.simultaneous": "The law does not define «simultaneous»: here work and study of one day do not add up, but "
    "for the exception of {=47}.",
    "warn.partly_barred": "In a part of the time the law does not admit remission: those days redeem nothing.",
    "warn.partly_ratio": "Only a part of the time has a ratio in the law; «settled» is what it gives.",
    "warn.unread_text": "A ratio rests on a text that was not read: confirm it before use.",
    "warn.exception": "The exceptional remission of 1 for 1 of {=art_12} (2020) is not applied: its scope is disputed.",
    "warn.exception_open": "The exceptional remission of 1 for 1 of {=art_12} (2020) is not applied: its scope is "
    "disputed. Until when it was in force is not on record.",
    "warn.former_sentence": "There is a former sentence, already served: its days of activity ({dates} dates, before "
    "{before}) take nothing off the present one.",
    "warn.release_limited": "Remission covers the whole sentence: the last day with remission is its first day, "
    "{first}; never before it.",
    "warn.no_activity_since": "The last activity on record is of {last}: between that day and {first} none is assumed; "
    "if there was any, it has to be recorded.",
    # Who decides a request, and when
    "decider.judge_hearing": "The court decides, in a hearing.",
    "decider.director_before": "The director of the prison decides, by the norm in force when the request was filed.",
    "decider.judge_control": "The court decides: release by remission is subject to judicial control beforehand.",
    "decider.exempted": "The director decides, without judicial control: {grounds:semicolon}.",
    "decider.term_missing": "The effective term of {offence:article} is not on record, and who decides depends on it.",
    "decider.term_unclear": "The effective term of {offence:article} is not clear from the record, and who decides "
    "depends on it.",
    "decider.chapters": "Art. 47-A.8.c exempts chapters without naming their title: are they those of Title V "
    "(property), which takes in {offence:article}?",
    "decider.none_chosen": "Neither is chosen.",
    "decider.if_exempt": "The director decides, if {cite} takes in the case.",
    "decider.if_control": "The court decides, if it does not: that is the general rule.",
    "exempt.USE-11-a": "{offence:article}, negligent offence ({cite})",
    "exempt.USE-11-b": "{offence:article}, abortion, minor injuries, offences against honour or against the family "
    "({cite})",
    "exempt.USE-11-c": "{offence:article}, article 274, 298 or 438, without criminal organisation or gang ({cite})",
    "exempt.USE-11-d": "{offence:article}, intentional offence with an effective term of five years or less, without "
    "criminal organisation or gang ({cite})",
    "gap.no_final": "No final sentence is on record at the date of the request: without one it cannot be granted.",
    "gap.decider": "The norm that said who decides on {on} has not been read.",
    "gap.completion": "The date on which the sentence is served with remission is not on record: make the count.",
    "gap.papers": "Which papers the norm asked for on {on} has not been read.",
    "gap.conditions": "The norm of {on}, the day on which the sentence became final, has not been read ({=57a}).",
    "gap.barred": "The list of offences without benefit in force on {on} has not been read ({=50}).",
    "warn.no_transition": "From {on} there is judicial control beforehand. {=d1737} does not say what happens to what "
    "was filed before and not decided: no rule of transition has been seen.",
    "warn.one_under_control": "There are convictions with and without judicial control: one under control is enough "
    "for the court to decide. The norm does not say so of several convictions; it is our reading.",
    "warn.organisation": "It is not on record whether the person acted as a member of a criminal organisation or gang: "
    "confirm it in the sentence.",
    "warn.terms_conflict": "Deadlines in conflict: {cite} gives the court {hours} hours and at the same time refers to "
    "the procedure of {=53}, which may last until {longer}.",
    "warn.early": "The norm has the file made up in the {hours} hours before the sentence is served, from {opens}; it "
    "does not say what to do with an earlier request ({cite}).",
    "again.unread": "No norm about a new request after a refusal has been read.",
    "again.may": "A refusal does not bar a new request once the requirements are met ({cite}).",
    "debt.in_books": "{debt} {books}",
    "debt.unread": "No norm about the debt of the 10 % has been read for {on}.",
    "debt.only_work": "The debt of the 10 % holds back only the certificate of work.",
    "debt.none": "There is no debt of the 10 %: the certificate of work can be issued.",
    "debt.paid": "The debt of the 10 % is paid: the certificate of work can be issued.",
    "debt.plan": "There is an agreement to pay in parts, over up to {months} months. The norm allows the certificate "
    "once the debt is paid and does not say whether the agreement is enough: decide it with its ground.",
    "debt.owed": "There is a debt of the 10 %: the certificate of work waits for its payment or for an agreement to "
    "pay in parts, over up to {months} months and without interest.",
    "debt.unknown": "Whether there is a debt of the 10 % is not on record: ask for the settlement before the "
    "certificate.",
    # Its steps, papers and conditions, by rule
    "step.USE-05-decide": "The director decides within two working days of the filing of the request.",
    "step.USE-11-decide": "The director decides within 48 working hours of the filing of the request.",
    "step.USE-11-tell": "The director informs the regional office of the release at once.",
    "step.USE-10-send": "The director sends the file to the court within 48 hours.",
    "step.USE-10-notify": "The prison authority informs the person and the public prosecutor that it was sent.",
    "step.USE-10-decide": "The court decides in a hearing within 48 hours of receiving the file.",
    "step.USE-10-release": "The release is carried out within 24 hours of notice of the decision.",
    "step.USE-10-tell": "The director informs the regional office of the release.",
    "step.USE-03-file": "The technical council makes up the file in fifteen working days.",
    "step.USE-10-admit": "The court considers whether to admit the request within five working days of receiving the "
    "file.",
    "step.USE-10-hearing": "The hearing is set within ten days of admission.",
    "step.USE-10-decide-53": "The court decides in the hearing or within the two working days after it.",
    "step.USE-10-appeal-53": "An appeal may be made in the hearing or within two working days; it does not suspend "
    "what was granted.",
    "note.USE-11-decide": "the norm does not say what a working hour is: here the 24 hours of each working day run",
    "note.USE-10-send": "the text does not say from when they run: here, from the filing",
    "note.USE-10-decide": "the same paragraph refers to the procedure of art. 53, which is longer: 5 working days, a "
    "hearing within 10 days",
    "note.USE-10-hearing": "the text does not say whether those ten days are working days: here, of the calendar",
    "paper.USE-07-a": "Certified copy of the sentence, with proof that it became final",
    "paper.USE-07-b": "Certificate that no case with an order of detention is pending",
    "paper.USE-07-c": "Certificate of computation of work or study",
    "paper.USE-07-d": "Report of the legal area: redeemed time plus effective time",
    "paper.USE-07-e-1": "Psychological report on the degree of rehabilitation",
    "paper.USE-07-e-2": "Proof of full payment of the civil reparation and the fine, if any",
    "paper.USE-03-paper-1": "Certified copy of the final sentence",
    "paper.USE-03-paper-2": "Certificate of conduct, with the acts of indiscipline and the sanctions",
    "paper.USE-03-paper-3": "Certificate of judicial record, without a pending case with an order of detention",
    "paper.USE-03-paper-4": "Certificate of computation of work or study, with the control sheets",
    "paper.USE-03-paper-5": "Proof of regime of life, with stage and six-monthly evaluations",
    "paper.USE-03-paper-6": "Report of the technical council on the degree of readaptation",
    "paper.USE-03-paper-7": "Certificate of a notary, municipality or court of address or lodging",
    "signs.USE-07-a": "the court",
    "signs.USE-07-d": "the legal area",
    "signs.USE-07-e-1": "the psychological area",
    "signs.USE-03-paper-1": "the court",
    "signs.USE-03-paper-5": "the head of the technical treatment body",
    "signs.USE-03-paper-6": "the technical council",
    "signs.SIGN-work": "work: the head of the work area and the director, who verify it",
    "signs.SIGN-study": "study: who counts the study and the director of the school, approved by the head of treatment "
    "and the director",
    "signs.each": "{signs:semicolon}",
    "depends.USE-08-extortion": "if the deed is that of letter c of the last paragraph (death or serious injuries)",
    "depends.USE-08-kidnapping": "if the deed is that of number 3 of the last paragraph (death or serious injuries)",
    "depends.USE-08-terrorism": "only for a request that was already under way under Ley 29423",
    "depends.USE-03-barred-189": "outside the first paragraph, which art. 50.3 treats apart",
    "depends.USE-03-barred-387": "in its first, second and third paragraphs",
    "depends.any": "{grounds:semicolon}",
    "condition.USE-03-first": "It is the person's first effective conviction.",
    "condition.USE-03-third": "A third of the sentence is served.",
    "condition.USE-03-pending": "No case with an order of detention is pending.",
    "condition.USE-03-stage": "The person is at minimum or medium security of the ordinary closed regime.",
    "condition.USE-03-fine": "The fine set in the sentence is paid.",
    "condition.USE-03-reparation": "The civil reparation is paid, or the part that the court sets, never less than "
    "10 %.",
    "condition.USE-04-second": "It is the person's second effective conviction.",
    "condition.USE-04-half": "Half of the sentence is served.",
    "condition.USE-04-pending": "No case with an order of detention is pending.",
    "condition.USE-04-stage": "The person is at minimum, medium or maximum security of the ordinary closed regime.",
    "condition.USE-04-fine": "The fine set in the sentence is paid.",
    "condition.USE-04-reparation": "The civil reparation is paid, or the part that the court sets, never less than "
    "10 %.",
    "condition.USE-04-special": "It is the person's first effective conviction, three quarters are served, the person "
    "is at minimum or medium security, and the fine and the whole civil reparation are paid.",
    "condition.barred": "The offence of {offence:article} does not admit this benefit.",
    "condition.barred_if": "The offence of {offence:article} does not admit this benefit {depends}.",
    # When it will be enough
    "projection.promise": "It is a projection on the assumptions shown, not a promise: the date changes with each day "
    "that is done or lost, and the authority decides the release with the count of the days really recorded.",
    "projection.frozen": "The law is assumed not to change: all time to come is counted with the one in force on {on}.",
    "projection.not_final": "There is no final sentence: without one the law gives neither the ratio nor the date.",
    "projection.no_sentence": "Neither the sentence nor from when it runs is on record: without them there is no date.",
    "projection.several_sentences": "There are several sentences: the judge decides how they add up or are unified, "
    "and until then there is no part to work out.",
    "projection.barred": "{condition:bare} ({cite}).",
    "projection.unread": "The norm of the day on which the sentence became final has not been read.",
    "projection.no_activity": "Without activity: only effective time runs.",
    "scenario.keep": "Go on as now",
    "scenario.lose": "Lose the place for {months} months from {on}",
    "scenario.study": "Add {days} days of study a month from {on}",
    "scenario.more_study": "Add {days} more days of study a month from {on}",
    "scenario.stop": "Stop all activity from {on}",
    "scenario.titled": "{title}",
    "assume.pace": "{days} days of {kind:kind} a month, given by whoever asks.",
    "assume.own_pace": "{days} days of {kind:kind} a month, the mean of the person's own months ({months:months}).",
    "assume.no_work": "Without work: none is on record in the last three whole months.",
    "assume.spread": "The days are spread evenly over the days that are neither Sunday nor holiday; each gives one "
    "counted day.",
    "assume.passed": "The study is passed every month.",
    "change.add": "{days} days of {kinds:kinds} a month are added, {when}.",
    "change.stage": "Moves to: {place:place}, {when}.",
    "change.without": "Without {kinds:kinds}, {when}.",
    "from.day": "from {start}",
    "from.day_to": "from {start} to {last}",
    "could.law": "A new law: the more favourable one counts from its entry into force and the harsher one is not "
    "applied ({=sentence}).",
    "could.stage": "A change of regime or stage: it changes how many days of activity take one off the sentence.",
    "could.place": "Losing the place, a sanction of isolation or being sent out of a session: those days are not "
    "counted.",
    "could.study": "A month of study without a passing mark: that month redeems nothing.",
    "could.conviction": "A new conviction or a case with an order of detention.",
    "could.judge": "The control of the judge, who reviews the count before the release ({cite}).",
    # A count told to the person whose days it counts
    "plain.counted": "You have {days:counted}.",
    "plain.redeemed": "With them you redeem {days:days} of your sentence.",
    "plain.exact": "The exact count is {exact:amount}: the part that does not reach a whole day is not taken off.",
    "plain.barred": "The law does not allow remission for your offence: those days take nothing off your sentence.",
    "plain.not_final": "There is no final sentence yet: your days are kept and the ratio will be fixed when the "
    "sentence becomes final.",
    "plain.no_ratio": "For a part of your time the law does not say how many days take one off the sentence.",
    "plain.two_readings": "The law can be read in more than one way, and the result changes. No one chooses for you.",
    "plain.settled": "Beyond doubt you have redeemed {settled:amount} days of your sentence.",
    "plain.nothing_settled": "For now no days of your sentence are redeemed beyond doubt.",
    "plain.period": "{when} ({place:place}): {days:days} of {kind:kind}. {gives} Why: {why}",
    "plain.excluded": "In {month:named} {count} of {kind:kind} ({dates}). {why} Where it is written: {cite}.",
    "plain.dispute": "What is in dispute: {question}",
    "plain.reading": "If {reading:semicolon}: you redeem {days:days} of your sentence.",
    "plain.reading_until": "If {reading:semicolon}: you redeem {days:days} of your sentence, and its last day would be "
    "{until}.",
    "plain.reading_partly": "If {reading:semicolon}: you redeem {days:days} of your sentence beyond doubt, and another "
    "part of your time waits for the authority to decide the ratio.",
    "plain.source": "Where the doubt comes from: {source:semicolon}. The authority has to decide it.",
    "plain.other": "{question} Here the usual answer is taken. If {words}: {gives}. Where the doubt comes from: "
    "{source}.",
    "plain.missing": "Missing: {why}",
    "plain.missing_final": "Missing: that your sentence becomes final, and the date on which it does.",
    "plain.missing_sentence": "Missing: how long your sentence is and from which day it runs. Without that there is no "
    "date of release.",
    "plain.warning": "Bear in mind: {warning}",
    "plain.ends": "Your whole sentence ends on {on}.",
    "plain.with_remission": "Taking off the redeemed days that this count shows, your last day would be "
    "{on}. The authority decides the release.",
    "plain.law_version": "Version of the law used: {version}.",
    # How several sentences run, and what changes their end
    "sentences.several": "There are {count} sentences that overlap. If they run together, the one that ends last is "
    "served; if they are summed, up to twice the gravest and no more than 35 years. The judge decides it ({cite}).",
    "sentences.consecutive": "There are {count} sentences, one after another: they are served in a row, and what is "
    "redeemed is taken off the end of the last ({cite}).",
    "sentences.escape": "The person was out {days:days} by escape: that time is not served and the end moves as much "
    "({cite}).",
    "sentences.release": "The person was free {days:days} before the end of the sentence. Whether that time counts or "
    "moves the end, the judge decides ({cite}).",
    "sentences.added": "{days:days} are said to be added to the sentence; only a judge's resolution adds them "
    "({cite}).",
    "needs.several": "What is missing: the resolution that unifies them or says that they run together.",
    "needs.release": "What is missing: the resolution that revoked the release and says from when the rest runs.",
    "needs.added": "What is missing: the resolution that adds them.",
    # Her own page: few words, every one of them plain
    "own.days": "You have {days:counted} of work and study.",
    "own.no_days": "You have no counted days of work or study yet.",
    "own.takes": "They take {days:days} off your sentence.",
    "own.barred": "The law does not let them shorten a sentence for your offence.",
    "own.not_final": "Your sentence can still change. When it is final it will be known how many they take off.",
    "own.no_ratio": "A part of them waits: the law does not say how much it takes off.",
    "own.two_readings": "The law can be read in more than one way. Whoever decides will say which one holds.",
    "own.no_sentence": "How long your sentence is does not stand here: ask about it.",
    "own.judge": "The judge has to decide how your sentence runs: there are no dates yet.",
    "own.without": "Without taking days off, your sentence ends:",
    "own.with": "Taking your days off, it would end:",
    "own.when": "{on:written}",
    "own.between": "between {earliest:written} and {latest:written}",
    "own.authority": "The authority decides the release.",
    "own.ask_days": "If a day is missing, ask the office of work or of education.",
    "own.ask_release": "To ask for your release, ask the legal assistance.",
    "own.free": "It costs nothing.",
    "when.day": "On {first}",
    "when.span": "From {first} to {last}",
    "each.one": "each day of {kind:kind} takes 1 day off the sentence",
    "each.many": "every {ratio} days of {kind:kind} take 1 day off the sentence",
    "gives.computed": "{ratio:capital}: you redeem {remitted:amount}.",
    "gives.barred": "They redeem nothing.",
    "gives.waiting": "No ratio yet.",
    "gives.readings": "There is more than one reading: {readings:alternatives}.",
    "gives.reading": "{ratio} (you redeem {remitted:amount})",
    "gives.reading_no_ratio": "the law sets no ratio",
    "gives.reading_barred": "nothing is redeemed",
    "gives.days": "you redeem {days:days} of your sentence",
    "gives.amounts": "you redeem {amounts:amounts} days of your sentence",
    "gives.counted": "you have {days:days} with a right to be counted",
    "dropped.one": "1 day did not count",
    "dropped.many": "{days} days did not count",
    "dropped.hours": "there was 1 day with extra hours",
    "dropped.many_hours": "there were {days} days with extra hours",
    "dates.one": "the {days}",
    "dates.many": "the days {days}",
    # What moved between two counts
    "moved.detail": "The detail of the count changed, not the days nor the dates.",
    "moved.status": "The result was «{before}» and is now «{after}».",
    "moved.counted": "The counted days go from {before} to {after}: {more}.",
    "moved.remitted": "The redeemed days of the sentence go from {before} to {after}: {more}.",
    "moved.remitted_exact": "The redeemed days of the sentence go from {before} to {after}: {more} (exactly: "
    "{exact_before:amount} and {exact_after:amount}).",
    "moved.figure_lost": "There were {before} redeemed days of the sentence and now there is no single figure.",
    "moved.figure_new": "There was no single figure of redeemed days of the sentence and now there are {after}.",
    "moved.period": "{when} ({kind:kind}): before {before:comma}; now {after:comma}.",
    "moved.excluded": "{on} ({kind:kind}) does not count now. Reason: {why:small}",
    "moved.excluded_no_more": "{on} ({kind:kind}) is no longer among the days that do not count. The reason was: "
    "{why:small}",
    "moved.date_later": "{name} moves from {before} to {after}: {days:days} later.",
    "moved.date_earlier": "{name} moves from {before} to {after}: {days:days} earlier.",
    "moved.date_new": "{name} was not on record; now it is {after}.",
    "moved.date_lost": "{name} was {before}; now there is no single date.",
    "moved.alternatives": "What each reading in dispute gives (days of sentence): before {before:amounts}; now "
    "{after:amounts}.",
    "moved.fact": "A fact of the case changed: {fact}.",
    "moved.law_version": "The version of the law goes from {before} to {after}.",
    "moved.warning": "New warning: {warning}",
    "moved.warning_no_more": "The warning no longer holds: {warning}",
    "date.sentence_ends": "The end of the whole sentence",
    "date.with_remission": "The last day of the sentence with remission",
    "more.none": "no whole day of difference",
    "more.days": "{days:days} more",
    "more.fewer": "{days:days} fewer",
    "stretch.none": "no counted days",
    "stretch.computed": "{days:days} in {place:place}, {ratio}, {remitted:amount} of the sentence",
    "stretch.open": "{days:days} in {place:place}, {outcome}",
    "because.days": "The counted days changed: {more}.",
    "because.month": "In {month:month}: from {before:days} to {after:days}.",
    "because.stage": "The regime or the stage changed: it was {before:places} and is {after:places}.",
    "because.final": "The sentence became final.",
    "because.final_no_more": "A final sentence is no longer on record.",
    "because.rule": "Another rule holds: it was {before:and} and is {after:and}.",
    "because.law_version": "The version of the law changed: {before} and {after}.",
    "because.fact": "The law is the same: a fact of the case changed.",
    "rule.cited": "{cite}",
    "rule.named": "{name}",
    "fact.as_of": "the date up to which it is counted",
    "fact.person": "the condition of recidivist or habitual offender",
    "fact.convictions": "the conviction: offence, dates, finality or term",
    "fact.stages": "the regime or the stage",
    "fact.evaluations": "the six-monthly evaluations",
    "fact.enrolments": "the entry in the register",
    "fact.activity": "the days or minutes of activity",
    "fact.study_results": "the marks of study",
    "fact.isolation": "the sanctions of isolation",
    "fact.at_large": "the days outside prison, by release or escape",
    "fact.expelled": "being sent out of a session",
    "fact.parameters": "the reading of the law that was asked for",
    # What a decision or a count comes to
    "ratio.short": "{ratio} for 1",
    "outcome.computed": "computed",
    "outcome.barred": "the offence redeems nothing",
    "outcome.no_ratio": "the law sets no ratio",
    "outcome.two_readings": "there is more than one reading and none is chosen",
    "outcome.not_final": "without a final sentence",
    "status.no_ratio": "Days counted without a ratio: they redeem nothing yet.",
    "status.barred": "The law does not allow remission in this case.",
    "status.two_readings": "The law admits two readings: which of them applies has to be decided.",
    "status.not_final": "A final sentence is missing to decide which law applies.",
}
PLAIN: dict[str, str] = {
    "warn.partly_ratio": "Only a part of the time has a ratio in the law; what is beyond doubt comes from it.",
}


def days(_: Voice, value: int) -> str:
    """«1 day», «12 days»."""
    return f"{value:,} {'day' if value == 1 else 'days'}"


def counted(_: Voice, value: int) -> str:
    """«1 counted day», «12 counted days»."""
    return f"{value:,} {'counted day' if value == 1 else 'counted days'}"


def place(_: Voice, label: str) -> str:
    """The regime and stage of some days."""
    regime, _slash, stage = label.partition("/")
    if regime not in REGIMES:
        return "no regime or stage on record"
    return REGIMES[regime] + (f", stage {STAGES.get(stage, stage)}" if stage else "")


def amounts(_: Voice, text: str) -> str:
    """Exact fractions, one or another."""
    return " or ".join(map(amount, text.split())) or "none"


def named(_: Voice, text: str) -> str:
    """«March 2026»."""
    first = date.fromisoformat(f"{text}-01")
    return f"{MONTHS[first.month - 1]} {first.year}"


def _by(word: str) -> Use:
    return lambda voice, parts: word.join(map(voice.sentence, parts))


PLACES = {
    "closed_ordinary/minimum": "Ordinary closed, minimum security",
    "closed_ordinary/medium": "Ordinary closed, medium security",
    "closed_ordinary/maximum": "Ordinary closed, maximum security",
    "closed_special/A": "Special closed, stage A",
    "closed_special/B": "Special closed, stage B",
    "closed_special/C": "Special closed, stage C",
    "closed_special/extreme": "Special closed, extreme security",
    "semi_open": "Semi-open",
    "open": "Open",
}  # as screens and papers name them
NO_PLACE = "no stage recorded"

USES: Mapping[str, Use] = {
    "days": days,
    "counted": counted,
    "place": place,
    "named_place": lambda _, label: PLACES.get(label, NO_PLACE),
    "places": lambda voice, text: " and ".join(place(voice, label) for label in text.split()),
    "kind": lambda _, kind: KINDS[kind],
    "kinds": lambda _, text: " or ".join(KINDS[kind] for kind in text.split()),
    "amounts": amounts,
    "named": named,
    "written": lambda _, day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "alternatives": _by("; or "),
    "and": _by(" and "),
}

ENGLISH = Language(
    code="en",
    sentences=SENTENCES,
    plain=PLAIN,
    citations=CITATIONS,
    norms=NORMS,
    articles=("art.", "article", "articles"),
    also=" and ",
    uses=USES,
    words=WORDS,
)
