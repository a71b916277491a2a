"""Reads of the log: what was done, by whom, why, and who read what."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions.models import Establishment, User
from llamkay.apps.institutions.queries import containing
from llamkay.platform.clock import LIMA
from llamkay.platform.models import InteractionLog, LoggedAction
from llamkay.platform.security.scope import Scope

# How many lines a list or a file holds at most; more are reached by narrowing the days.
LIMIT = 10_000
NATIONAL = "national"
# Acts that say nothing of people in custody: accounts, functions, authorities, keys.
_OF_THE_SYSTEM = ("institutions.", "api.")

# The words of each act; one that is not here shows its code.
VERBS = {
    "institutions.add_holder": _("registrar autoridad"),
    "institutions.add_post": _("crear cargo"),
    "institutions.change_password": _("cambiar contraseña propia"),
    "institutions.create_user": _("abrir cuenta"),
    "institutions.deactivate_user": _("desactivar cuenta"),
    "institutions.end_grant": _("quitar función"),
    "institutions.close_incident": _("cerrar incidente de datos"),
    "institutions.grant_role": _("dar función"),
    "institutions.incident_authority": _("avisar incidente de datos a la autoridad"),
    "institutions.incident_facts": _("escribir hechos de un incidente de datos"),
    "institutions.incident_people": _("avisar incidente de datos a los afectados"),
    "institutions.print_incident": _("imprimir aviso de incidente de datos"),
    "institutions.reactivate_user": _("reactivar cuenta"),
    "institutions.rename": _("cambiar nombre de institución"),
    "institutions.report_incident": _("reportar incidente de datos"),
    "institutions.set_password": _("dar contraseña temporal"),
    "institutions.set_uses_system": _("establecimiento usa el sistema"),
    "api.issue_token": _("crear llave"),
    "api.revoke_token": _("anular llave"),
    "people.absence": _("salida temporal"),
    "people.absence_end": _("regreso de salida"),
    "people.admit": _("ingreso"),
    "people.conviction": _("condena o cargo"),
    "people.document": _("documento de identidad"),
    "people.evaluation": _("evaluación"),
    "people.isolation": _("aislamiento"),
    "people.legal_status": _("situación jurídica"),
    "people.merge": _("unir identidades"),
    "people.release": _("egreso"),
    "people.rename": _("cambio de nombre"),
    "people.stage": _("etapa"),
    "people.transfer": _("traslado"),
    "activities.adjust": _("ajustar día cerrado"),
    "activities.allocate": _("asignar plaza"),
    "activities.approve_sheet": _("aprobar planilla"),
    "activities.authorise": _("acta de domingo o feriado"),
    "activities.change": _("cambiar actividad"),
    "activities.create": _("crear actividad"),
    "activities.end_allocation": _("terminar plaza"),
    "activities.enrol": _("inscribir en el libro"),
    "activities.import_sheet": _("cargar planilla de un archivo"),
    "activities.open_sheets": _("abrir planillas"),
    "activities.recall_sheet": _("recuperar planilla"),
    "activities.reopen_sheet": _("reabrir planilla"),
    "activities.return_sheet": _("devolver planilla"),
    "activities.save_cells": _("llenar planilla"),
    "activities.submit_sheet": _("entregar planilla"),
    "activities.undo_import": _("deshacer carga"),
    "closing.close": _("cerrar mes"),
    "pay.beneficiary": _("registrar a quien recibe"),
    "pay.check_beneficiary": _("comprobar a quien recibe"),
    "pay.end_beneficiary": _("dar de baja a quien recibe"),
    "pay.prepare_payout": _("preparar pago"),
    "pay.confirm_payout": _("confirmar pago"),
    "pay.send_payouts": _("enviar lote de pagos"),
    "pay.settle_payout": _("pago recibido"),
    "pay.return_payout": _("pago devuelto"),
    "pay.cancel_payout": _("anular pago"),
    "pay.settlement_due": _("liquidación por preparar"),
    "pay.prepare_settlement": _("preparar liquidación"),
    "pay.confirm_settlement": _("confirmar liquidación"),
    "pay.cancel_settlement": _("anular liquidación"),
    "pay.money_notice": _("avisar que hay dinero por cobrar"),
    "pay.propose_court_order": _("proponer una reparación o alimentos"),
    "pay.approve_court_order": _("aprobar una reparación o alimentos"),
    "pay.refuse_court_order": _("rechazar una reparación o alimentos"),
    "pay.receipt": _("imprimir recibo de un pago"),
    "pay.payslips": _("imprimir boletas"),
    "pay.hold": _("retención judicial"),
    "pay.lift_hold": _("levantar retención judicial"),
    "pay.lock": _("bloquear mes de los libros"),
    "pay.post": _("asiento en los libros"),
    "pay.set_rate": _("fijar tarifa"),
    "pay.remove_rate": _("retirar tarifa"),
    "pay.grade": _("calidad de piezas"),
    "pay.sale": _("venta de un grupo"),
    "pay.bonus": _("proponer bonificación"),
    "pay.approve_bonus": _("aprobar bonificación"),
    "pay.withdraw_bonus": _("retirar bonificación"),
    "pay.declare": _("ingreso declarado"),
    "pay.undeclare": _("retirar ingreso declarado"),
    "pay.agreement": _("convenio de empresa"),
    "pay.company_payment": _("pago de empresa"),
    "pay.undo_company_payment": _("anular pago de empresa"),
    "pay.match_company": _("aplicar saldo de empresa"),
    "pay.collect_levy": _("pago del 10 %"),
    "pay.undo_levy": _("anular pago del 10 %"),
    "pay.agree_plan": _("acuerdo de pago del 10 %"),
    "pay.break_plan": _("dejar sin efecto un acuerdo"),
    "pay.post_many": _("asientos en los libros"),
    "education.enter_marks": _("registrar notas"),
    "nursery.access_review": _("revisar quién lee datos de niños"),
    "nursery.adult": _("persona que recibiría a un niño"),
    "nursery.altitude": _("altitud de un penal"),
    "nursery.authorise_adult": _("autorizar a quien recoge a un niño"),
    "nursery.back": _("vuelta de un paseo de la cuna"),
    "nursery.carer": _("registrar cuidadora"),
    "nursery.change_card": _("corregir ficha de un niño"),
    "nursery.check": _("examen de ingreso de un niño"),
    "nursery.check_carer": _("requisito de una cuidadora"),
    "nursery.close_concern": _("cerrar alerta por un niño"),
    "nursery.concern": _("alertar por un niño"),
    "nursery.correct_visit": _("corregir control de crecimiento"),
    "nursery.confirm_shifts": _("confirmar turnos de cuidadoras"),
    "nursery.count_heads": _("conteo de niños"),
    "nursery.day": _("anotar el día de la cuna"),
    "nursery.decide": _("decidir permanencia de un niño"),
    "nursery.document": _("documento de un niño"),
    "nursery.end_carer": _("terminar como cuidadora"),
    "nursery.end_place": _("terminar lugar en la cuna"),
    "nursery.end_pregnancy": _("fin de una gestación"),
    "nursery.evaluate": _("evaluación para la salida de un niño"),
    "nursery.export": _("descargar lista de niños"),
    "nursery.feeds": _("horas de toma"),
    "nursery.give_medicine": _("dosis firmada por dos"),
    "nursery.ground": _("título para seguir después de los 3 años"),
    "nursery.health": _("atención de salud de un niño"),
    "nursery.incident": _("incidente de la cuna"),
    "nursery.incident_addition": _("después de un incidente de la cuna"),
    "nursery.leave": _("salida de un niño"),
    "nursery.notice": _("aviso a la UPE"),
    "nursery.open": _("abrir por urgencia"),
    "nursery.order_medicine": _("indicar medicina"),
    "nursery.other_child": _("anotar a otro hijo"),
    "nursery.outing": _("salida de la cuna"),
    "nursery.place": _("lugar en la cuna"),
    "nursery.plan": _("paso del plan de salida"),
    "nursery.plan_birth": _("plan de parto"),
    "nursery.pregnancy": _("registrar gestación"),
    "nursery.prenatal": _("atención prenatal"),
    "nursery.print_growth": _("imprimir curvas de crecimiento"),
    "nursery.print_file": _("imprimir expediente de un niño"),
    "nursery.print_notice": _("imprimir aviso a la UPE"),
    "nursery.print_rations": _("imprimir raciones"),
    "nursery.print_table": _("imprimir tabla de madres y niños"),
    "nursery.problem": _("problema de salud de un niño"),
    "nursery.problem_step": _("paso en un problema de salud"),
    "nursery.register": _("registrar a un niño"),
    "nursery.remove_shift": _("quitar turno"),
    "nursery.report": _("informe social de la llegada"),
    "nursery.review_break_glass": _("revisar apertura por urgencia"),
    "nursery.room": _("sala de la cuna"),
    "nursery.send_concern": _("comunicar alerta por un niño"),
    "nursery.shift": _("turno de una cuidadora"),
    "nursery.transfer": _("traslado de un niño con su madre"),
    "nursery.undo_day": _("deshacer en la cuna"),
    "nursery.visit": _("control de crecimiento"),
    "remission.certify": _("emitir certificado"),
    "remission.certify_request": _("certificar para un expediente"),
    "remission.compute": _("computar redención"),
    "remission.compute_request": _("computar para un expediente"),
    "remission.council": _("opinión del consejo técnico"),
    "remission.decide": _("decisión sobre un expediente"),
    "remission.decide_prior": _("decidir días anteriores"),
    "remission.file_request": _("abrir expediente"),
    "remission.note_debt": _("anotar deuda en un expediente"),
    "remission.prior": _("registrar días anteriores"),
    "remission.receive_paper": _("recibir documento de un expediente"),
    "remission.release": _("libertad por un expediente"),
    "remission.send": _("enviar expediente"),
    "remission.settle": _("resolver expediente"),
    "remission.take_over": _("recibir expediente de otro penal"),
    "remission.void": _("anular certificado"),
    "remission.withdraw": _("retirar expediente"),
    "statistics.accept": _("aceptar informe"),
    "statistics.report": _("enviar informe"),
    "statistics.withdraw": _("retirar informe"),
    "statistics.prepare_release": _("preparar publicación de niños"),
    "statistics.sign_release": _("firmar publicación de niños"),
    "statistics.refuse_release": _("no firmar publicación de niños"),
    "statistics.withdraw_release": _("retirar publicación de niños"),
    "press.approve": _("aprobar nota"),
    "press.discard": _("descartar borrador"),
    "press.draft": _("empezar nota"),
    "press.edit": _("cambiar borrador"),
    "press.figure": _("poner cifra en nota"),
    "press.import": _("importar nota"),
    "press.unfigure": _("quitar cifra de nota"),
    "press.void": _("anular nota"),
}

# The words of each kind of read.
KINDS = {
    "activity": _("vio la actividad"),
    "api": _("por la interfaz de programas"),
    "certificate": _("descargó un certificado"),
    "child": _("vio el expediente de un niño"),
    "denied": _("quiso entrar donde no le corresponde"),
    "child_denied": _("quiso ver lo que no le corresponde de un niño"),
    "child_state": _("vio el estado de un niño"),
    "children": _("vio la lista de niños"),
    "compare": _("comparó dos identidades"),
    "concern": _("leyó alertas por un niño"),
    "export": _("descargó una lista"),
    "incident": _("leyó incidentes de datos"),
    "judge_file": _("descargó el expediente"),
    "legal": _("vio la situación jurídica"),
    "log": _("leyó el registro"),
    "marks": _("vio notas"),
    "pay": _("vio ingresos"),
    "read": _("vio la ficha"),
    "remission": _("vio la redención"),
    "sheet": _("vio la planilla"),
}

# What the first word of a target names, and the page that shows it with the action that opens it.
TARGETS = {
    "activities": (_("Actividades"), "", ""),
    "acts": (_("Registro de actos"), "", ""),
    "certificates": (_("Certificados"), "", ""),
    "closes": (_("Cierres"), "", ""),
    "establishments": (_("Establecimientos"), "", ""),
    "notes": (_("Notas de prensa"), "", ""),
    "reads": (_("Registro de consultas"), "", ""),
    "returns": (_("Informes"), "", ""),
    "sheets": (_("Planillas"), "", ""),
    "users": (_("Usuarios"), "", ""),
    "activity": (_("Actividad"), "activities:detail", "activities.view"),
    "certificate": (_("Certificado"), "", ""),
    "child": (_("Niño"), "", ""),
    "children": (_("Niños"), "", ""),
    "concern": (_("Alerta"), "", ""),
    "concerns": (_("Alertas"), "", ""),
    "close": (_("Cierre"), "", ""),
    "data_incident": (_("Incidente de datos"), "institutions:data_incident", "institutions.data_incidents"),
    "data_incidents": (_("Incidentes de datos"), "", ""),
    "establishment": (_("Establecimiento"), "", ""),
    "figure": (_("Cifra"), "", ""),
    "figures": (_("Cifras"), "", ""),
    "institution": (_("Institución"), "", ""),
    "marks": (_("Notas"), "", ""),
    "note": (_("Nota"), "press:detail", "press.view"),
    "people": (_("Personas"), "", ""),
    "person": (_("Persona"), "people:detail", "people.view"),
    "post": (_("Cargo"), "", ""),
    "return": (_("Informe"), "statistics:return", "statistics.view"),
    "release": (_("Publicación de niños"), "statistics:release", "statistics.view"),
    "prior": (_("Días certificados antes"), "", ""),
    "request": (_("Expediente"), "", ""),
    "requests": (_("Expedientes"), "", ""),
    "sheet": (_("Planilla"), "activities:sheet", "activities.view_sheet"),
    "token": (_("Llave"), "", ""),
    "user": (_("Cuenta"), "institutions:user", "institutions.manage"),
}


def streams(scope: Scope) -> list[tuple[str, Any]]:
    """The books of acts that the caller may read: one for each establishment, and the national one."""
    places = scope.filter(Establishment.objects.all(), "id").values_list("code", "name")
    return [*([(NATIONAL, _("Nacional"))] if scope.everything else []), *places]


def acts(
    *,
    scope: Scope,
    content: bool,
    stream: str = "",
    verb: str = "",
    actor: str = "",
    target: str = "",
    since: date | None = None,
    until: date | None = None,
    words: str = "",
) -> QuerySet[LoggedAction]:
    """Acts in scope, the latest first; ``until`` is included.

    Without ``content`` the words are looked for only in acts that say nothing of people, so that a search tells
    nothing that the list hides.
    """
    rows = LoggedAction.objects.order_by("-id")
    if not scope.everything:
        rows = rows.filter(stream__in=[code for code, _name in streams(scope)])
    exact = {"stream": stream, "verb": verb, "actor": actor, "target": target}
    rows = rows.filter(_between(since, until), **{name: value for name, value in exact.items() if value})
    if words:
        rows = rows.filter(containing(words, "sentence", "reason"))
        if not content:
            rows = rows.filter(_of_the_system())
    return rows


def reads(
    *, kind: str = "", actor: str = "", target: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[InteractionLog]:
    """Who read what, the latest first. A read belongs to no establishment: only the whole country's readers ask."""
    exact = {"kind": kind, "actor": actor, "target": target}
    rows = InteractionLog.objects.order_by("-id").filter(_between(since, until))
    return rows.filter(**{name: value for name, value in exact.items() if value})


def _between(since: date | None, until: date | None) -> Q:
    condition = Q()
    if since:
        condition &= Q(at__gte=_midnight(since))
    if until:
        condition &= Q(at__lt=_midnight(until + timedelta(days=1)))
    return condition


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LIMA)


def _of_the_system() -> Q:
    condition = Q()
    for start in _OF_THE_SYSTEM:
        condition |= Q(verb__startswith=start)
    return condition


def shown(lines: list[Any], *, content: bool) -> list[Any]:
    """The lines with the names of who acted, the words of what and of whom; without content, nothing about people."""
    names = dict(User.objects.filter(username__in={line.actor for line in lines}).values_list("username", "full_name"))
    for line in lines:
        line.who = names.get(line.actor, "")
        line.kind_of_target, _colon, line.number = line.target.partition(":")
        line.about, line.page, line.opens = TARGETS.get(line.kind_of_target, (line.kind_of_target, "", ""))
        if isinstance(line, LoggedAction):
            line.verb_words = VERBS.get(line.verb, line.verb)
            line.told = content or line.verb.startswith(_OF_THE_SYSTEM)
        else:
            line.kind_words = KINDS.get(line.kind, line.kind)
    return lines
