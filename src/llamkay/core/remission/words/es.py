"""Every sentence of a count in Spanish, by its code."""

from collections.abc import Mapping
from datetime import date

from llamkay.core.remission.words.language import Language, Use, Voice, amount

REGIMES = {
    "closed_ordinary": "régimen cerrado ordinario",
    "closed_special": "régimen cerrado especial",
    "semi_open": "régimen semiabierto",
    "open": "régimen abierto",
    "semi_liberty": "medio libre con semilibertad",
}
STAGES = {"minimum": "mínima", "medium": "mediana", "maximum": "máxima", "extreme": "Extrema Seguridad"}
KINDS = {"work": "trabajo", "study": "estudio"}
MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre"  # as Peru writes it
).split()

WORDS: dict[str, tuple[str, str]] = {  # what a word of the law means, and how it is recognised among small letters
    "día contado": (
        "cuatro horas de trabajo o de estudio que la ley toma en cuenta",
        r"días? contados?|se cuentan?|contaron|contó",
    ),
    "pena": ("el tiempo de prisión que fijó el juez", r"\bpenas?\b"),
    "redimir": ("restar días de pena con días de trabajo o de estudio", r"\bredim\w+|\bredenci\w+"),
    "sentencia firme": ("la que ya no se puede cambiar con un recurso", r"\bfirmes?\b|\bfirmeza\b"),
    "razón": ("cuántos días de trabajo o de estudio restan un día de pena", r"\brazón\b|\brazones\b"),
    "régimen y etapa": (
        "el lugar y el grado de seguridad en que lo clasificó el establecimiento",
        r"\brégimen\b|\betapas?\b",
    ),
    "aislamiento": ("la sanción que separa a la persona de las demás", r"\baislamiento\b"),
    "feriado": ("el día de descanso que fija la ley para todo el país", r"\bferiados?\b"),
    "Consejo Técnico Penitenciario": ("las autoridades del penal que deciden juntas", r"consejo técnico penitenciario"),
    "reincidente": (
        "quien cometió otro delito después de una condena, como lo define el Código Penal",
        r"\breincidentes?\b",
    ),
    "habitual": ("quien cometió varios delitos, como lo define el Código Penal", r"\bhabitual(es)?\b"),
    "lectura": ("una manera de entender la ley donde ella no es clara", r"\blecturas?\b"),
    "gravosa": ("que perjudica más", r"\bgravosas?\b"),
    "Código de Ejecución Penal": ("la ley que dice cómo se cumple una pena", r"código de ejecución penal"),
    "Tribunal Constitucional": (
        "los jueces que dicen cómo se entiende la Constitución; su sentencia obliga a todos",
        r"tribunal constitucional",
    ),
}

_CODE = "Código de Ejecución Penal (Decreto Legislativo 654)"
_RULES = "Reglamento del Código de Ejecución Penal"
_PRECEDENT = "Tribunal Constitucional, sentencia 189/2025, fundamento 38"
CITATIONS: dict[str, tuple[str, str]] = {
    "precedent": ("TC, Sent. 189/2025, fund. 38", _PRECEDENT),
    "sentence": ("TC, Sent. 189/2025", "Tribunal Constitucional, sentencia 189/2025"),
    "preliminary": (
        "D.Leg 654, Título Preliminar, art. VIII",
        "Decreto Legislativo 654, Título Preliminar, artículo VIII",
    ),
    "art_12": ("D.Leg 1513 art. 12", "Decreto Legislativo 1513 artículo 12"),
    "art_44": ("D.Leg 654 arts. 44-46", f"{_CODE}, artículos 44-46"),
    "art_46": ("D.Leg 654 art. 46", f"{_CODE}, artículo 46"),
    "art_47": ("D.Leg 654 art. 47", f"{_CODE}, artículo 47"),
    "art_57a": ("D.Leg 654 art. 57-A", f"{_CODE}, artículo 57-A"),
    "57a": ("art. 57-A", "artículo 57-A"),
    "50": ("art. 50", "artículo 50"),
    "47": ("art. 47", "artículo 47"),
    "53": ("art. 53", "artículo 53"),
    "175": ("REG 175-176", "Reglamento, artículos 175-176"),
    "rules_175": ("Reglamento del CEP, arts. 175 y 110.2", f"{_RULES}, artículos 175 y 110.2"),
    "rules_176": ("Reglamento del CEP, art. 176", f"{_RULES}, artículo 176"),
    "d1585": ("D.Leg 1585", "Decreto Legislativo 1585"),
    "d1737": ("D.Leg 1737", "Decreto Legislativo 1737"),
    "consolidated": ("TUO del CEP arts. 49-50", "Texto Único Ordenado del Código de Ejecución Penal, artículos 49-50"),
    "exp": (
        "TC exp. 05128-2022-PHC y 05224-2022-PHC",
        "Tribunal Constitucional, expediente 05128-2022-PHC y 05224-2022-PHC",
    ),
}
NORMS = (
    ("TC, Sentencia ", "Tribunal Constitucional, sentencia "),
    ("D.Leg ", "Decreto Legislativo "),
    ("D.S. ", "Decreto Supremo "),
    ("del CEP ", "del Código de Ejecución Penal "),
)

SENTENCES: dict[str, str] = {
    # The ratio of a day
    "ratio.not_final": "No hay sentencia firme: los días se cuentan, y la razón se fija con la ley del día de la "
    "firmeza.",
    "ratio.no_stage": "No consta el régimen ni la etapa de esos días; sin ellos la ley no da una razón.",
    "ratio.stage_to_record": "No consta el régimen ni la etapa de esos días: los días quedan contados; falta registrar "
    "la etapa.",
    "ratio.gap": "Los artículos 44 y 45 no fijan razón para el {place:place}: debe decidirlo la autoridad, no se "
    "supone.",
    "ratio.gap_special": "Los artículos 44 y 45 no fijan razón para el {place:place}; se toma la del delito.",
    "ratio.barred": "{cite}: el delito no admite redención.",
    "ratio.barred_persons": "{cite}: el delito no admite redención para reincidentes ni habituales.",
    "ratio.special": "{cite}: delito de la lista especial, {ratio} por 1.",
    "ratio.special_persons": "{cite}: reincidente o habitual, {ratio} por 1.",
    "ratio.stage": "{cite}: {place:place}, {ratio} por 1.",
    "ratio.stage_worse": "{cite}: {place:place}, {ratio} por 1, que es peor que la razón especial.",
    "ratio.unread": "Puede haber una regla especial de {cite}, texto que no se ha leído.",
    "ratio.exception": "{cite}: redención excepcional, {ratio} por 1, también por los días anteriores; su término no "
    "consta.",
    "law.of_final": "Es la ley vigente al quedar firme la sentencia ({final}).",
    "law.harsher": "Es la ley vigente al quedar firme la sentencia ({final}); la posterior ({cite}) es más gravosa y "
    "no se aplica ({=precedent}).",
    "law.later": "Es posterior a la firmeza ({final}) y más favorable que {cite}: cuenta sólo desde el {since} "
    "({=precedent}).",
    "law.respected": "Se respeta el cómputo diferenciado ya iniciado ({=57a}).",
    "law.retroactive": "Es posterior y más favorable, y alcanza también a los días anteriores ({=preliminary}).",
    "readings.none_chosen": "No se elige; se muestran las lecturas.",
    # The questions that the law leaves open
    "question.special_or_stage": "¿Rige la razón especial del delito también cuando favorece más que la de la etapa?",
    "question.special_without_stage": "¿Rige la razón especial del delito donde la ley no fija razón para el régimen o "
    "la etapa?",
    "question.later_laws": "¿Se toma la ley posterior completa, o se puede tomar su parte favorable sin la gravosa?",
    "question.before_final": "¿Los días anteriores a la firmeza se cuentan con la ley de la firmeza o se respeta el "
    "cómputo de su ley?",
    "question.lists": "¿Cuál rige de dos listas especiales vigentes a la vez?",
    "question.convictions": "¿Qué condena rige la redención cuando hay varias sentencias firmes?",
    "question.unknown_facts": "Falta el párrafo del artículo o la fecha del hecho, y de ello depende la regla.",
    "source.special_or_stage": "{=art_44}: no lo dicen",
    "source.special_without_stage": "{=art_44}: no lo dicen",
    "source.later_laws": "{=precedent}: no lo dice",
    "source.before_final": "{=precedent}, frente a {=art_57a}",
    "source.lists": "{=art_46} y leyes especiales",
    "source.convictions": "{=art_46}: no lo dice",
    "source.unknown_facts": "datos de la sentencia",
    "reading.special_or_stage.special": "vale siempre la razón especial del delito",
    "reading.special_or_stage.worse": "vale la menos favorable entre la razón del delito y la de la etapa",
    "reading.special_without_stage.special": "vale la razón especial del delito también donde la etapa no tiene razón",
    "reading.special_without_stage.no_ratio": "donde la etapa no tiene razón, la del delito tampoco vale",
    "reading.later_laws.whole": "la ley posterior se toma completa",
    "reading.later_laws.combined": "de la ley posterior se toma sólo la parte favorable",
    "reading.before_final.final": "los días anteriores a la sentencia firme se cuentan con la ley del día de la "
    "firmeza",
    "reading.before_final.day": "los días anteriores a la sentencia firme se cuentan con la ley que regía cada día",
    "reading.lists.strictest": "entre dos listas especiales vale la más severa",
    "reading.lists.mildest": "entre dos listas especiales vale la más favorable",
    "reading.convictions.worst": "entre varias condenas vale la más severa",
    "reading.convictions.mildest": "entre varias condenas vale la más favorable",
    "reading.unknown_facts.strictest": "el dato que falta es el menos favorable",
    "reading.unknown_facts.between": "el dato que falta es uno intermedio",
    "reading.unknown_facts.between_2": "el dato que falta es el intermedio 2",
    "reading.unknown_facts.between_3": "el dato que falta es el intermedio 3",
    "reading.unknown_facts.between_4": "el dato que falta es el intermedio 4",
    "reading.unknown_facts.mildest": "el dato que falta es el más favorable",
    "answer.special_or_stage.special": "rige la razón especial",
    "answer.special_or_stage.worse": "rige la que menos favorece",
    "answer.special_without_stage.special": "rige la razón especial",
    "answer.special_without_stage.no_ratio": "no hay razón y los días quedan contados",
    "answer.later_laws.whole": "la ley posterior completa",
    "answer.later_laws.combined": "solo su parte favorable",
    "answer.before_final.final": "la ley de la firmeza",
    "answer.before_final.day": "el cómputo de la ley de cada día",
    "answer.lists.strictest": "la más severa",
    "answer.lists.mildest": "la más favorable",
    "answer.convictions.worst": "la condena más severa",
    "answer.convictions.mildest": "la más favorable",
    "answer.unknown_facts.strictest": "la más severa",
    "answer.unknown_facts.between": "una intermedia",
    "answer.unknown_facts.between_2": "una segunda intermedia",
    "answer.unknown_facts.between_3": "una tercera intermedia",
    "answer.unknown_facts.between_4": "una cuarta intermedia",
    "answer.unknown_facts.mildest": "la más favorable",
    # The questions that the institution answers one way
    "assumed.max_days_per_calendar_day.1": "cada fecha da un día como máximo",
    "assumed.max_days_per_calendar_day.2": "ocho horas de una fecha dan dos días",
    "assumed.class_minutes.240": "un día de estudio son 4 horas de reloj",
    "assumed.class_minutes.225": "un día de estudio son 5 horas pedagógicas de 45 minutos",
    "assumed.simultaneous.same_day": "trabajo y estudio de una misma fecha son simultáneos",
    "assumed.simultaneous.same_hours": "trabajo y estudio sólo son simultáneos si sus horas se cruzan",
    "assumed.ratio_2023.published": "desde el 23/11/2023 rige 1 por 1 en mínima y mediana ({=d1585})",
    "assumed.ratio_2023.earlier": "en mínima y mediana sigue la razón anterior al {=d1585}",
    "assumed.favourable_law.forward": "la ley posterior más favorable cuenta sólo desde que rige",
    "assumed.favourable_law.retroactive": "la ley posterior más favorable alcanza también a los días anteriores",
    "assumed.covid.not_applied": "no se aplica la redención excepcional de 2020",
    "assumed.covid.applied": "se aplica la redención excepcional de 2020, 1 por 1, sin término conocido",
    "assumed.rounding.total": "la fracción de día se deja caer una vez, al final",
    "assumed.rounding.segment": "la fracción de día se deja caer en cada tramo",
    "question.max_days_per_calendar_day": "¿Ocho horas de una misma fecha son un día o dos?",
    "question.class_minutes": "¿Un día de estudio son 4 horas de reloj o 5 horas pedagógicas (3 horas y 45 minutos)?",
    "question.simultaneous": "¿Trabajo y estudio de una misma fecha a distintas horas son simultáneos?",
    "question.ratio_2023": "¿Rige la razón 1 por 1 del {=d1585} tal como está en el texto consolidado?",
    "question.favourable_law": "¿La ley posterior más favorable cuenta sólo hacia adelante o también hacia atrás?",
    "question.covid": "¿Se aplica la redención excepcional 1 por 1 del {=art_12}, también a los días anteriores?",
    "question.rounding": "¿La fracción de día se deja caer una vez, al final, o en cada tramo?",
    "source.max_days_per_calendar_day": "{=rules_175}: el texto admite dos, la planilla registra uno",
    "source.class_minutes": "Directiva 06-2007-INPE 4.3 y 5.3.b, que se contradice; {=rules_176}",
    "source.simultaneous": "{=art_47}: no lo define",
    "source.ratio_2023": "{=consolidated} (texto consolidado); el texto publicado del {=d1585} no se ha leído",
    "source.favourable_law": "{=precedent}, frente a {=preliminary}",
    "source.covid": "{=exp}, que no coinciden; su término no consta",
    "source.rounding": "ninguna norma lo dice",
    # Marks that did not count
    "excluded.not_in_custody": "Ese día la persona no estaba privada de libertad.",
    "excluded.isolation": "Mientras dura la sanción de aislamiento no se redime.",
    "excluded.not_enrolled": "Ese día no había inscripción en el libro de registro; sin ella el día no se computa.",
    "excluded.reason_does_not_count": "La marca de la planilla no es una asistencia que compute.",
    "excluded.expelled": "Retirado de la sesión por indisciplina: se pierde ese día.",
    "excluded.cell": "El trabajo en celdas o pasadizos no redime ni se registra.",
    "excluded.sunday_without_authorisation": "Es domingo y no hay acto del Consejo Técnico Penitenciario que lo "
    "autorice.",
    "excluded.holiday_without_authorisation": "Es feriado y no hay acto del Consejo Técnico Penitenciario que lo "
    "autorice.",
    "excluded.no_passing_mark": "No consta nota mensual aprobatoria: el estudio de ese mes no redime.",
    "excluded.simultaneous": "Trabajo y estudio del mismo día no se acumulan; se computa el de más minutos.",
    "excluded.over_daily_cap": "Son horas de más: la fecha ya se computó con otra actividad y no da otro día.",
    # What a count warns of
    "warn.final_later": "La sentencia por el {offence:article} queda firme el {final}, después de la fecha del "
    "cómputo: todavía no es firme y aquí no cuenta como tal.",
    "warn.no_pass_mark": "No consta la nota mínima que regía en {month:month}: se toma el resultado anotado.",
    "warn.counted_spread": "Los {days} días ya contados del {start} al {last} abarcan un cambio de ley, de etapa o de "
    "sentencia: se repartieron por días laborables en orden cronológico, y el reparto es supuesto; indique los días de "
    "cada tramo.",
    "warn.counted_above": "Los {days} días ya contados del {start} al {last} superan los {room} días laborables sin "
    "aislamiento de ese tiempo: hace falta la autorización de domingos y feriados.",
    "warn.counted_both": "Hay días ya contados de trabajo y de estudio en el mismo tiempo (desde el {start}): no se "
    "puede comprobar que no sean simultáneos ({=art_47}).",
    "warn.session_counted": "El {on} cae en un tiempo ya contado de la otra actividad: no se puede comprobar que no "
    "sea simultáneo ({=art_47}).",
    "warn.minutes_left": "Quedan {minutes} minutos de {kind:kind} que aún no completan un día.",
    "warn.register_assumed": "No consta la inscripción en el registro de {kind:kind}: se supone vigente todo el tiempo "
    "({=175}); compruébela.",
    "warn.simultaneous": "La ley no define «simultáneo»: aquí trabajo y estudio del mismo día no se acumulan, salvo la "
    "excepción del {=47}.",
    "warn.partly_barred": "En una parte del tiempo la ley no admite redención: esos días no redimen.",
    "warn.partly_ratio": "Sólo una parte del tiempo tiene razón en la ley; «settled» es lo que ella da.",
    "warn.unread_text": "Alguna razón descansa en un texto no leído: confírmela antes de usarla.",
    "warn.exception": "No se aplica la redención excepcional 1 por 1 del {=art_12} (2020): su alcance se discute.",
    "warn.exception_open": "No se aplica la redención excepcional 1 por 1 del {=art_12} (2020): su alcance se discute. "
    "No consta hasta cuándo rigió.",
    "warn.former_sentence": "Hay una pena anterior, ya cumplida: sus días de actividad ({dates} fechas, antes del "
    "{before}) no restan de la actual.",
    "warn.release_limited": "Lo redimido cubre toda la pena: el último día con redención es su primer día, el {first}, "
    "y no antes.",
    "warn.no_activity_since": "La última actividad que consta es del {last}: entre ese día y el {first} no se supone "
    "ninguna; si hubo, falta registrarla.",
    # Who decides a request, and when
    "decider.judge_hearing": "Decide el juzgado, en audiencia.",
    "decider.director_before": "Decide la dirección del establecimiento, según la norma vigente al presentarse la "
    "solicitud.",
    "decider.judge_control": "Decide el juzgado: la salida por redención está sujeta a control judicial previo.",
    "decider.exempted": "Decide la dirección, sin control judicial: {grounds:semicolon}.",
    "decider.term_missing": "No consta la pena efectiva del {offence:article}, y de ella depende quién decide.",
    "decider.term_unclear": "No consta con claridad la pena efectiva del {offence:article}, y de ella depende quién "
    "decide.",
    "decider.chapters": "El art. 47-A.8.c exceptúa capítulos sin nombrar su título: ¿son los del Título V "
    "(patrimonio), que comprende el {offence:article}?",
    "decider.none_chosen": "No se elige.",
    "decider.if_exempt": "Decide la dirección, si {cite} comprende el caso.",
    "decider.if_control": "Decide el juzgado, si no lo comprende: es la regla general.",
    "exempt.USE-11-a": "{offence:article}, delito culposo ({cite})",
    "exempt.USE-11-b": "{offence:article}, aborto, lesiones leves, delitos contra el honor o contra la familia "
    "({cite})",
    "exempt.USE-11-c": "{offence:article}, artículo 274, 298 o 438, sin organización ni banda criminal ({cite})",
    "exempt.USE-11-d": "{offence:article}, delito doloso con pena efectiva de cinco años o menos, sin organización ni "
    "banda criminal ({cite})",
    "gap.no_final": "No consta una sentencia firme a la fecha de la solicitud: sin ella no procede.",
    "gap.decider": "No se ha leído la norma que decía quién resuelve el {on}.",
    "gap.completion": "No consta la fecha en que la pena se cumple con la redención: haga el cómputo.",
    "gap.papers": "No se ha leído qué papeles pedía la norma el {on}.",
    "gap.conditions": "No se ha leído la norma de {on}, día de la firmeza ({=57a}).",
    "gap.barred": "No se ha leído la lista de delitos sin beneficio vigente el {on} ({=50}).",
    "warn.no_transition": "Desde el {on} hay control judicial previo. El {=d1737} no dice qué pasa con lo presentado "
    "antes y no resuelto: no se ha visto una regla de tránsito.",
    "warn.one_under_control": "Hay condenas con y sin control judicial: basta una sujeta a control para que decida el "
    "juzgado. La norma no lo dice de varias condenas; es nuestra lectura.",
    "warn.organisation": "No consta que actuara como integrante de organización o banda criminal: confírmelo en la "
    "sentencia.",
    "warn.terms_conflict": "Plazos en conflicto: {cite} da {hours} horas al juzgado y remite a la vez al procedimiento "
    "del {=53}, que puede llegar al {longer}.",
    "warn.early": "La norma sitúa la formación del expediente en las {hours} horas antes de cumplirse la pena, desde "
    "el {opens}; no dice qué hacer con una solicitud anterior ({cite}).",
    "again.unread": "No se ha leído norma sobre una nueva solicitud después de una denegatoria.",
    "again.may": "Una denegatoria no impide una nueva solicitud, cumplidos los requisitos ({cite}).",
    "debt.in_books": "{debt} {books}",
    "debt.unread": "No se ha leído norma sobre la deuda del 10 % para el {on}.",
    "debt.only_work": "La deuda del 10 % solo detiene el certificado de cómputo laboral.",
    "debt.none": "No hay deuda del 10 %: el certificado de cómputo laboral puede emitirse.",
    "debt.paid": "La deuda del 10 % está cancelada: el certificado de cómputo laboral puede emitirse.",
    "debt.plan": "Hay un acuerdo de pago en partes, de hasta {months} meses. La norma habilita el certificado con la "
    "cancelación de la deuda y no dice si basta el acuerdo: decídalo con su fundamento.",
    "debt.owed": "Hay deuda del 10 %: el certificado de cómputo laboral espera su pago o un acuerdo de pago en partes, "
    "de hasta {months} meses y sin intereses.",
    "debt.unknown": "No consta si hay deuda del 10 %: pida la liquidación antes del certificado.",
    # Its steps, papers and conditions, by rule
    "step.USE-05-decide": "La dirección resuelve dentro de los dos días hábiles de presentada la solicitud.",
    "step.USE-11-decide": "La dirección resuelve dentro de las 48 horas hábiles de presentada la solicitud.",
    "step.USE-11-tell": "La dirección comunica la excarcelación de inmediato a la dirección regional.",
    "step.USE-10-send": "La dirección envía el expediente al juzgado en 48 horas.",
    "step.USE-10-notify": "La autoridad penitenciaria avisa del envío a la persona y al Ministerio Público.",
    "step.USE-10-decide": "El juzgado resuelve en audiencia dentro de las 48 horas de recibido el expediente.",
    "step.USE-10-release": "La excarcelación se ejecuta dentro de las 24 horas de notificada la resolución.",
    "step.USE-10-tell": "La dirección comunica la excarcelación a la dirección regional.",
    "step.USE-03-file": "El consejo técnico organiza el expediente en quince días hábiles.",
    "step.USE-10-admit": "El juzgado evalúa si admite el pedido en cinco días hábiles de recibido el expediente.",
    "step.USE-10-hearing": "La audiencia se fija dentro de los diez días de la admisión.",
    "step.USE-10-decide-53": "El juzgado resuelve en la audiencia o dentro de los dos días hábiles siguientes.",
    "step.USE-10-appeal-53": "Se puede apelar en la audiencia o dentro de los dos días hábiles; la apelación no "
    "suspende lo concedido.",
    "note.USE-11-decide": "la norma no dice qué es una hora hábil: aquí corren las 24 horas de cada día hábil",
    "note.USE-10-send": "el texto no dice desde cuándo corren: aquí, desde la presentación",
    "note.USE-10-decide": "el mismo párrafo remite al procedimiento del art. 53, que es más largo: 5 días hábiles, "
    "audiencia hasta 10 días",
    "note.USE-10-hearing": "el texto no dice si esos diez días son hábiles: aquí, de calendario",
    "paper.USE-07-a": "Copia certificada de la sentencia, con constancia de que quedó firme",
    "paper.USE-07-b": "Certificado de no tener proceso pendiente con mandato de detención",
    "paper.USE-07-c": "Certificado de cómputo laboral o de estudio",
    "paper.USE-07-d": "Informe del área legal: tiempo redimido más tiempo efectivo",
    "paper.USE-07-e-1": "Informe psicológico sobre el grado de rehabilitación",
    "paper.USE-07-e-2": "Constancia de pago íntegro de la reparación civil y la multa, si las hay",
    "paper.USE-03-paper-1": "Copia certificada de la sentencia firme",
    "paper.USE-03-paper-2": "Certificado de conducta, con los actos de indisciplina y las sanciones",
    "paper.USE-03-paper-3": "Certificado de antecedentes judiciales, sin proceso pendiente con mandato de detención",
    "paper.USE-03-paper-4": "Certificado de cómputo laboral o de estudio, con las planillas de control",
    "paper.USE-03-paper-5": "Constancia de régimen de vida, con etapa y evaluaciones semestrales",
    "paper.USE-03-paper-6": "Informe del consejo técnico sobre el grado de readaptación",
    "paper.USE-03-paper-7": "Certificado notarial, municipal o judicial de domicilio o alojamiento",
    "signs.USE-07-a": "el juzgado",
    "signs.USE-07-d": "el área legal",
    "signs.USE-07-e-1": "el área psicológica",
    "signs.USE-03-paper-1": "el juzgado",
    "signs.USE-03-paper-5": "la jefatura del órgano técnico de tratamiento",
    "signs.USE-03-paper-6": "el consejo técnico",
    "signs.SIGN-work": "trabajo: la jefatura del área de trabajo y la dirección, que lo verifican",
    "signs.SIGN-study": "estudio: quien computa el estudio y la dirección de la institución educativa, con el visto de "
    "la jefatura de tratamiento y de la dirección",
    "signs.each": "{signs:semicolon}",
    "depends.USE-08-extortion": "si el hecho es el del literal c del último párrafo (muerte o lesiones graves)",
    "depends.USE-08-kidnapping": "si el hecho es el del numeral 3 del último párrafo (muerte o lesiones graves)",
    "depends.USE-08-terrorism": "sólo para una solicitud que ya estaba en trámite según la Ley 29423",
    "depends.USE-03-barred-189": "fuera del primer párrafo, que art. 50.3 trata aparte",
    "depends.USE-03-barred-387": "en sus párrafos primero, segundo y tercero",
    "depends.any": "{grounds:semicolon}",
    "condition.USE-03-first": "Es su primera condena efectiva.",
    "condition.USE-03-third": "Cumplió la tercera parte de la pena.",
    "condition.USE-03-pending": "No tiene proceso pendiente con mandato de detención.",
    "condition.USE-03-stage": "Está en mínima o mediana seguridad del régimen cerrado ordinario.",
    "condition.USE-03-fine": "Pagó los días multa fijados en la sentencia.",
    "condition.USE-03-reparation": "Pagó la reparación civil o la parte que fije el juzgado, nunca menos del 10 %.",
    "condition.USE-04-second": "Es su segunda condena efectiva.",
    "condition.USE-04-half": "Cumplió la mitad de la pena.",
    "condition.USE-04-pending": "No tiene proceso pendiente con mandato de detención.",
    "condition.USE-04-stage": "Está en mínima, mediana o máxima seguridad del régimen cerrado ordinario.",
    "condition.USE-04-fine": "Pagó los días multa fijados en la sentencia.",
    "condition.USE-04-reparation": "Pagó la reparación civil o la parte que fije el juzgado, nunca menos del 10 %.",
    "condition.USE-04-special": "Es su primera condena efectiva, cumplió las tres cuartas partes, está en mínima o "
    "mediana seguridad y pagó la multa y toda la reparación civil.",
    "condition.barred": "El delito del {offence:article} no admite este beneficio.",
    "condition.barred_if": "El delito del {offence:article} no admite este beneficio {depends}.",
    # When it will be enough
    "projection.promise": "Es una proyección con los supuestos que se muestran, no una promesa: la fecha cambia con "
    "cada día que se cumpla o se pierda, y la salida la decide la autoridad con el cómputo de los días realmente "
    "registrados.",
    "projection.frozen": "Se supone que la ley no cambia: todo el tiempo futuro se cuenta con la vigente el {on}.",
    "projection.not_final": "No hay sentencia firme: sin ella la ley no da la razón ni la fecha.",
    "projection.no_sentence": "No consta la pena ni desde cuándo corre: sin ellas no hay fecha.",
    "projection.several_sentences": "Hay varias penas: la suma o unificación la decide el juez, y sin ella no hay "
    "parte que calcular.",
    "projection.barred": "{condition:bare} ({cite}).",
    "projection.unread": "No se ha leído la norma del día de la firmeza.",
    "projection.no_activity": "Sin actividad: sólo corre el tiempo efectivo.",
    "scenario.keep": "Seguir igual",
    "scenario.lose": "Perder la plaza {months} meses desde el {on}",
    "scenario.study": "Sumar {days} días de estudio al mes desde el {on}",
    "scenario.more_study": "Sumar {days} días más de estudio al mes desde el {on}",
    "scenario.stop": "Dejar toda actividad desde el {on}",
    "scenario.titled": "{title}",
    "assume.pace": "{days} días de {kind:kind} al mes, indicados por quien pregunta.",
    "assume.own_pace": "{days} días de {kind:kind} al mes, el promedio de sus propios meses ({months:months}).",
    "assume.no_work": "Sin trabajo: no consta en los tres últimos meses completos.",
    "assume.spread": "Los días se reparten parejo entre los días que no son domingo ni feriado; cada uno da un día "
    "contado.",
    "assume.passed": "El estudio se aprueba todos los meses.",
    "change.add": "Se suman {days} días de {kinds:kinds} al mes, {when}.",
    "change.stage": "Pasa a: {place:place}, {when}.",
    "change.without": "Sin {kinds:kinds}, {when}.",
    "from.day": "desde el {start}",
    "from.day_to": "desde el {start} hasta el {last}",
    "could.law": "Una ley nueva: la más favorable cuenta desde que rige y la más gravosa no se aplica ({=sentence}).",
    "could.stage": "Un cambio de régimen o de etapa: cambia cuántos días de actividad restan uno de pena.",
    "could.place": "Perder la plaza, una sanción de aislamiento o el retiro de una sesión: esos días no se cuentan.",
    "could.study": "Un mes de estudio sin nota aprobatoria: ese mes no redime.",
    "could.conviction": "Una nueva condena o un proceso con mandato de detención.",
    "could.judge": "El control del juez, que revisa el cómputo antes de la salida ({cite}).",
    # A count told to the person whose days it counts
    "plain.counted": "Usted tiene {days:counted}.",
    "plain.redeemed": "Con ellos redime {days:days} de pena.",
    "plain.exact": "La cuenta exacta es {exact:amount}: la parte que no llega a un día entero no se resta.",
    "plain.barred": "La ley no permite redimir por su delito: esos días no restan pena.",
    "plain.not_final": "Todavía no hay sentencia firme: sus días se guardan y la razón se fijará cuando la sentencia "
    "quede firme.",
    "plain.no_ratio": "Para una parte de su tiempo la ley no dice cuántos días restan uno de pena.",
    "plain.two_readings": "La ley se puede leer de más de una manera, y el resultado cambia. No se elige por usted.",
    "plain.settled": "Fuera de duda están redimidos: {settled:amount} días de pena.",
    "plain.nothing_settled": "Por ahora no hay días de pena redimidos fuera de duda.",
    "plain.period": "{when} ({place:place}): {days:days} de {kind:kind}. {gives} Por qué: {why}",
    "plain.excluded": "En {month:named} {count} de {kind:kind} ({dates}). {why} Lo dice: {cite}.",
    "plain.dispute": "Lo que está en discusión: {question}",
    "plain.reading": "Si {reading:semicolon}: redime {days:days} de pena.",
    "plain.reading_until": "Si {reading:semicolon}: redime {days:days} de pena, y su último día de pena sería el "
    "{until}.",
    "plain.reading_partly": "Si {reading:semicolon}: redime {days:days} de pena fuera de duda, y otra parte de su "
    "tiempo espera que la autoridad decida la razón.",
    "plain.source": "De dónde viene la duda: {source:semicolon}. Lo debe decidir la autoridad.",
    "plain.other": "{question} Aquí se toma la respuesta de uso. Si {words}: {gives}. De dónde viene la duda: "
    "{source}.",
    "plain.missing": "Falta: {why}",
    "plain.missing_final": "Falta: que su sentencia quede firme, y la fecha en que eso ocurra.",
    "plain.missing_sentence": "Falta: cuánto dura su pena y desde qué día corre. Sin eso no hay fecha de salida.",
    "plain.warning": "Tenga en cuenta: {warning}",
    "plain.ends": "Su pena completa termina el {on}.",
    "plain.with_remission": "Restando los días redimidos que muestra este cómputo, su último día de pena sería el "
    "{on}. La salida la decide la autoridad.",
    "plain.law_version": "Versión de la ley usada: {version}.",
    # How several sentences run, and what changes their end
    "sentences.several": "Hay {count} penas que se cruzan. Si corren juntas, se cumple la que termina última; si se "
    "suman, hasta el doble de la más grave y no más de 35 años. Lo decide el juez ({cite}).",
    "sentences.consecutive": "Hay {count} penas, una después de otra: se cumplen seguidas, y lo redimido se resta del "
    "fin de la última ({cite}).",
    "sentences.escape": "Estuvo fuera {days:days} por fuga: ese tiempo no se cumple y el fin se corre otro tanto "
    "({cite}).",
    "sentences.release": "Estuvo en libertad {days:days} antes del fin de la pena. Si ese tiempo cuenta o se corre, lo "
    "decide el juez ({cite}).",
    "sentences.added": "Consta que se añaden {days:days} a la pena; sólo los añade una resolución del juez ({cite}).",
    "needs.several": "Falta la resolución que las unifica o dice que corren juntas.",
    "needs.release": "Falta la resolución que revocó la libertad y dice desde cuándo corre lo pendiente.",
    "needs.added": "Falta la resolución que los añade.",
    # Her own page: few words, every one of them plain
    "own.days": "Usted tiene {days:counted} de trabajo y estudio.",
    "own.no_days": "Todavía no tiene días de trabajo ni de estudio contados.",
    "own.takes": "Con ellos, a su pena se le restan {days:days}.",
    "own.barred": "La ley no permite que resten pena por su delito.",
    "own.not_final": "Su sentencia todavía puede cambiar. Cuando quede firme se sabrá cuánto restan.",
    "own.no_ratio": "Una parte espera: la ley no dice cuánto resta.",
    "own.two_readings": "La ley se puede leer de más de una manera. Quien decide dirá cuál vale.",
    "own.no_sentence": "No consta aquí cuánto dura su pena: pregunte por ella.",
    "own.judge": "El juez tiene que decidir cómo corre su pena: todavía no hay fechas.",
    "own.without": "Sin restar días, su pena termina:",
    "own.with": "Restando sus días, terminaría:",
    "own.when": "{on:written}",
    "own.between": "entre el {earliest:written} y el {latest:written}",
    "own.authority": "La salida la decide la autoridad.",
    "own.ask_days": "Si falta un día, pregunte a la jefatura de trabajo o de educación.",
    "own.ask_release": "Para pedir su libertad, pregunte en asistencia legal.",
    "own.free": "No cuesta nada.",
    "when.day": "El {first}",
    "when.span": "Del {first} al {last}",
    "each.one": "cada día de {kind:kind} resta 1 día de pena",
    "each.many": "cada {ratio} días de {kind:kind} restan 1 día de pena",
    "gives.computed": "{ratio:capital}: redime {remitted:amount}.",
    "gives.barred": "No redimen.",
    "gives.waiting": "Todavía sin razón.",
    "gives.readings": "Hay más de una lectura: {readings:alternatives}.",
    "gives.reading": "{ratio} (redime {remitted:amount})",
    "gives.reading_no_ratio": "la ley no fija razón",
    "gives.reading_barred": "no se redime",
    "gives.days": "redime {days:days} de pena",
    "gives.amounts": "redime {amounts:amounts} días de pena",
    "gives.counted": "son {days:days} con derecho a contarse",
    "dropped.one": "no se contó 1 día",
    "dropped.many": "no se contaron {days} días",
    "dropped.hours": "hubo 1 día con horas de más",
    "dropped.many_hours": "hubo {days} días con horas de más",
    "dates.one": "el {days}",
    "dates.many": "los días {days}",
    # What moved between two counts
    "moved.detail": "Cambió el detalle del cómputo, no los días ni las fechas.",
    "moved.status": "El resultado era «{before}» y ahora es «{after}».",
    "moved.counted": "Los días contados pasan de {before} a {after}: {more}.",
    "moved.remitted": "Los días de pena redimidos pasan de {before} a {after}: {more}.",
    "moved.remitted_exact": "Los días de pena redimidos pasan de {before} a {after}: {more} (exactos: "
    "{exact_before:amount} y {exact_after:amount}).",
    "moved.figure_lost": "De días de pena redimidos había {before} y ahora no hay una cifra única.",
    "moved.figure_new": "De días de pena redimidos no había una cifra única y ahora hay {after}.",
    "moved.period": "{when} ({kind:kind}): antes {before:comma}; ahora {after:comma}.",
    "moved.excluded": "El {on} ({kind:kind}) ahora no cuenta. Motivo: {why:small}",
    "moved.excluded_no_more": "El {on} ({kind:kind}) ya no figura entre los que no cuentan. El motivo era: {why:small}",
    "moved.date_later": "{name} pasa del {before} al {after}: {days:days} después.",
    "moved.date_earlier": "{name} pasa del {before} al {after}: {days:days} antes.",
    "moved.date_new": "{name} no constaba; ahora es el {after}.",
    "moved.date_lost": "{name} era el {before}; ahora no hay fecha única.",
    "moved.alternatives": "Lo que da cada lectura en discusión (días de pena): antes {before:amounts}; ahora "
    "{after:amounts}.",
    "moved.fact": "Cambió un dato del caso: {fact}.",
    "moved.law_version": "La versión de la ley pasa de {before} a {after}.",
    "moved.warning": "Aviso nuevo: {warning}",
    "moved.warning_no_more": "Ya no vale el aviso: {warning}",
    "date.sentence_ends": "El fin de la pena completa",
    "date.with_remission": "El último día de pena con redención",
    "more.none": "ningún día entero de diferencia",
    "more.days": "{days:days} más",
    "more.fewer": "{days:days} menos",
    "stretch.none": "sin días contados",
    "stretch.computed": "{days:days} en {place:place}, {ratio}, {remitted:amount} de pena",
    "stretch.open": "{days:days} en {place:place}, {outcome}",
    "because.days": "Cambiaron los días contados: {more}.",
    "because.month": "En {month:month}: de {before:days} a {after:days}.",
    "because.stage": "Cambió el régimen o la etapa: era {before:places} y es {after:places}.",
    "because.final": "La sentencia quedó firme.",
    "because.final_no_more": "Ya no consta sentencia firme.",
    "because.rule": "Rige otra regla: era {before:and} y es {after:and}.",
    "because.law_version": "Cambió la versión de la ley: {before} y {after}.",
    "because.fact": "La ley cargada es la misma: cambió un dato del caso.",
    "rule.cited": "{cite}",
    "rule.named": "{name}",
    "fact.as_of": "la fecha hasta la que se cuenta",
    "fact.person": "la condición de reincidente o habitual",
    "fact.convictions": "la condena: delito, fechas, firmeza o pena",
    "fact.stages": "el régimen o la etapa",
    "fact.evaluations": "las evaluaciones semestrales",
    "fact.enrolments": "la inscripción en el registro",
    "fact.activity": "los días o los minutos de actividad",
    "fact.study_results": "las notas de estudio",
    "fact.isolation": "las sanciones de aislamiento",
    "fact.at_large": "los días fuera del penal, por libertad o fuga",
    "fact.expelled": "los retiros de la sesión",
    "fact.parameters": "la lectura de la ley que se pidió",
    # What a decision or a count comes to
    "ratio.short": "{ratio} por 1",
    "outcome.computed": "calculado",
    "outcome.barred": "el delito no redime",
    "outcome.no_ratio": "la ley no fija una razón",
    "outcome.two_readings": "hay más de una lectura y no se elige",
    "outcome.not_final": "sin sentencia firme",
    "status.no_ratio": "Días contados sin razón de cómputo: todavía no redimen.",
    "status.barred": "La ley no permite redimir en este caso.",
    "status.two_readings": "La ley admite dos lecturas: falta que se decida cuál se aplica.",
    "status.not_final": "Falta una sentencia firme para decidir qué ley se aplica.",
}
PLAIN: dict[str, str] = {
    "warn.partly_ratio": "Sólo una parte del tiempo tiene razón en la ley; lo que está fuera de duda sale de ella.",
}


def days(_: Voice, value: int) -> str:
    """«1 día», «12 días»."""
    return f"{value:,} {'día' if value == 1 else 'días'}"


def counted(_: Voice, value: int) -> str:
    """«1 día contado», «12 días contados»."""
    return f"{value:,} {'día contado' if value == 1 else 'días contados'}"


def place(_: Voice, label: str) -> str:
    """The regime and stage of some days."""
    regime, _slash, stage = label.partition("/")
    if regime not in REGIMES:
        return "sin régimen ni etapa que conste"
    return REGIMES[regime] + (f", etapa {STAGES.get(stage, stage)}" if stage else "")


def amounts(_: Voice, text: str) -> str:
    """Exact fractions, one or another."""
    return " o ".join(map(amount, text.split())) or "ninguna"


def named(_: Voice, text: str) -> str:
    """«marzo de 2026»."""
    first = date.fromisoformat(f"{text}-01")
    return f"{MONTHS[first.month - 1]} de {first.year}"


def _by(word: str) -> Use:
    return lambda voice, parts: word.join(map(voice.sentence, parts))


PLACES = {
    "closed_ordinary/minimum": "Cerrado ordinario, mínima seguridad",
    "closed_ordinary/medium": "Cerrado ordinario, mediana seguridad",
    "closed_ordinary/maximum": "Cerrado ordinario, máxima seguridad",
    "closed_special/A": "Cerrado especial, etapa A",
    "closed_special/B": "Cerrado especial, etapa B",
    "closed_special/C": "Cerrado especial, etapa C",
    "closed_special/extreme": "Cerrado especial, extrema seguridad",
    "semi_open": "Semiabierto",
    "open": "Abierto",
}  # as screens and papers name them
NO_PLACE = "sin etapa registrada"

USES: Mapping[str, Use] = {
    "days": days,
    "counted": counted,
    "place": place,
    "named_place": lambda _, label: PLACES.get(label, NO_PLACE),
    "places": lambda voice, text: " y ".join(place(voice, label) for label in text.split()),
    "kind": lambda _, kind: KINDS[kind],
    "kinds": lambda _, text: " ni ".join(KINDS[kind] for kind in text.split()),
    "amounts": amounts,
    "named": named,
    "written": lambda _, day: f"{day.day} de {MONTHS[day.month - 1]} de {day.year}",
    "alternatives": _by("; o "),
    "and": _by(" y "),
}


SPANISH = Language(
    code="es",
    sentences=SENTENCES,
    plain=PLAIN,
    citations=CITATIONS,
    norms=NORMS,
    articles=("art.", "artículo", "artículos"),
    also=" y ",
    uses=USES,
    words=WORDS,
)
