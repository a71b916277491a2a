"""Every action of this app, named once."""

from django.utils.translation import gettext_lazy as _

from llamkay.platform.security.access import action

VIEW = action("pay.view", _("ver ingresos y su distribución"), sensitive=True)
MANAGE_RATES = action("pay.manage_rates", _("fijar tarifas"))
ENTER_INPUTS = action("pay.enter_inputs", _("registrar ventas, bonos, calidades e ingresos declarados"), sensitive=True)
MOVE = action("pay.move", _("registrar asientos en los libros y revertirlos"), sensitive=True)
LOCK = action("pay.lock", _("bloquear meses de los libros"))
HOLD = action("pay.hold", _("registrar retenciones judiciales"), sensitive=True)
BENEFICIARIES = action("pay.beneficiaries", _("registrar beneficiarios"), sensitive=True)
PREPARE = action("pay.prepare", _("preparar y enviar pagos"), sensitive=True)
CONFIRM = action("pay.confirm", _("confirmar pagos y beneficiarios"), sensitive=True)
COURT_ORDERS = action("pay.court_orders", _("proponer reparaciones y alimentos"), sensitive=True)
COMPANIES = action("pay.companies", _("registrar convenios y pagos de empresas"))
LEVY = action("pay.levy", _("cobrar el 10 % y acordar su fraccionamiento"), sensitive=True)
PAYSLIPS = action("pay.payslips", _("imprimir boletas"), sensitive=True)
