"""Every act of this app and the words that the log has for it, named once; what is read, what acts are about."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.record.acts import act, read, target

RECEIVE = act("rights.receive", _("recibir un pedido sobre datos propios"))
EXTEND = act("rights.extend", _("ampliar el plazo de un pedido sobre datos propios"))
ANSWER = act("rights.answer", _("responder un pedido sobre datos propios"))
REPORT = act("rights.report", _("hacer un informe de acceso"))
DELIVER = act("rights.deliver", _("entregar la respuesta a un pedido sobre datos propios"))
WITHDRAW = act("rights.withdraw", _("desistir de un pedido sobre datos propios"))
CITE = act("rights.cite", _("señalar el acto con que se corrigió un dato"))
INFORM = act("rights.inform", _("comunicar un cambio a quien recibió el dato"))
TERM = act("rights.term", _("fijar un plazo de conservación"), of_people=False)
CONFIRM_TERM = act("rights.confirm_term", _("confirmar un plazo de conservación"), of_people=False)
HOLD = act("rights.hold", _("retener lo registrado por un proceso"))
LIFT = act("rights.lift", _("levantar la retención de lo registrado"))
PROPOSE = act("rights.propose", _("proponer borrar lo registrado"))
CONFIRM = act("rights.confirm", _("confirmar un borrado"))
REFUSE = act("rights.refuse", _("no hacer un borrado"))
ERASE = act("rights.erase", _("borrar lo registrado de una persona"))
REDACT = act("rights.redact", _("quitar del registro los nombres de una persona"), redacts=True)

read("data_request", _("vio un pedido sobre datos propios"))
read("access_report", _("vio todo lo que se tiene de una persona"))
read("retention", _("vio qué se borraría de una persona"))

target("data_request", _("Pedido sobre datos propios"), page="rights:request", action="rights.answer")
target("data_requests", _("Pedidos sobre datos propios"))
target("legal_holds", _("Retenciones"))
target("erasures", _("Borrados"))
target("erasure", _("Borrado"), page="rights:erasure", action="rights.retention")
target("term", _("Plazo de conservación"))
target("hold", _("Retención"))
