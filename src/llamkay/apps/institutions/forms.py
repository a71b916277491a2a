"""Forms of establishments, authorities, accounts and the log."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.institutions import queries, services
from llamkay.apps.institutions.accounts import recovery
from llamkay.apps.institutions.accounts import services as accounts
from llamkay.apps.institutions.log import queries as log
from llamkay.apps.institutions.models import Establishment, Grant, RegionalOffice, Role, SecondStepRecovery, User
from llamkay.platform import clock
from llamkay.platform.database.search import InOrder, fold
from llamkay.platform.record.acts import ACTS, READS
from llamkay.platform.screens.forms import DayField, FilterForm, OfficeForm
from llamkay.platform.security.scope import Scope


class EstablishmentFilter(FilterForm):
    """What the list of establishments can be narrowed by."""

    arguments = {"q": "words", "oficina": "office", "poblacion": "kind", "contados": "counted"}

    q = forms.CharField(label=_("Buscar"), required=False, max_length=60, help_text=_("Nombre, código o departamento"))
    oficina = forms.ChoiceField(label=_("Oficina regional"), required=False)
    poblacion = forms.ChoiceField(
        label=_("Población"), required=False, choices=[("", _("Todas")), *Establishment.Population.choices]
    )
    dia = DayField(label=_("Al día"), required=False, help_text=_("Vacío: hoy"))
    contados = forms.BooleanField(label=_("Solo los que usan el sistema"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = RegionalOffice.objects.values_list("code", "name")
        self.fields["oficina"].choices = [("", _("Todas")), *offices]


class AppointmentForm(OfficeForm):
    """Someone takes a post."""

    title = _("Registrar autoridad")
    button = _("Registrar")
    done = _("Se registró la autoridad.")

    post = forms.CharField(label=_("Cargo"), max_length=120, help_text=_("Por ejemplo: Dirección, Jefatura de trabajo"))
    name = forms.CharField(label=_("Nombres y apellidos"), max_length=120)
    on = DayField(label=_("Asume el"), help_text=_("Quien tenía el cargo lo deja ese mismo día."))
    act = forms.CharField(label=_("Resolución (opcional)"), max_length=120, required=False)

    def __init__(self, *args: Any, establishment: Establishment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.establishment = establishment

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        return services.appoint(
            actor=actor,
            establishment=self.establishment,
            title=data["post"],
            name=data["name"],
            on=data["on"],
            act=data["act"],
        )


HEADQUARTERS = "sede"


class AccountFilter(FilterForm):
    """What the list of accounts can be narrowed by."""

    q = forms.CharField(label=_("Buscar"), required=False, max_length=60, help_text=_("Nombre, usuario o correo"))
    funcion = forms.ChoiceField(label=_("Función"), required=False)
    lugar = forms.ChoiceField(label=_("Lugar"), required=False)
    estado = forms.ChoiceField(
        label=_("Cuenta"),
        required=False,
        choices=[("", _("Todas")), ("active", _("Activas")), ("inactive", _("Desactivadas"))],
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["funcion"].choices = [
            ("", _("Todas")),
            *((role.code, role.label) for role in Role.objects.order_by(InOrder("name"))),
        ]
        self.fields["lugar"].choices = [("", _("Todos")), *_places(scope)]

    def criteria(self) -> dict[str, Any]:
        """What was asked for, in the words of ``queries.accounts``; nothing when it cannot be understood."""
        if not self.is_valid():
            return {}
        data = self.cleaned_data
        place = data["lugar"]
        return {
            "words": data["q"],
            "role": data["funcion"],
            "national": place == HEADQUARTERS,
            "establishment_id": int(place) if place.isdigit() else None,
            "active": {"active": True, "inactive": False}.get(data["estado"]),
        }


def _places(scope: Scope) -> list[tuple[str, Any]]:
    """Headquarters, for whoever administers all of the country, and the establishments in scope."""
    rows = queries.in_scope(scope).values_list("pk", "name")
    return [
        *([(HEADQUARTERS, _("Sede central (todo el país)"))] if scope.everything else []),
        *((str(pk), name) for pk, name in rows),
    ]


class AccountForm(OfficeForm):
    """A new account; the password is made, shown once and not kept."""

    title = _("Abrir cuenta")
    button = _("Abrir cuenta")

    full_name = forms.CharField(label=_("Nombres y apellidos"), max_length=120)
    username = forms.CharField(
        label=_("Usuario"),
        max_length=30,
        help_text=_("Con él ingresa. Minúsculas sin tilde, cifras, punto o guion; por ejemplo, rosa.prueba."),
    )
    email = forms.EmailField(label=_("Correo institucional (opcional)"), required=False)

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        return accounts.open_account(
            actor=actor, username=data["username"], full_name=data["full_name"], email=data["email"]
        )


class GrantForm(OfficeForm):
    """A function, where, and from when to when."""

    title = _("Dar una función")
    button = _("Dar la función")
    done = _("Se dio la función.")

    function = forms.ModelChoiceField(
        label=_("Función"), queryset=Role.objects.order_by(InOrder("name")), empty_label=_("Elija una función")
    )
    place = forms.ChoiceField(
        label=_("Lugar"), help_text=_("Donde la ejerce. En la sede central alcanza todo el país.")
    )
    start = DayField(label=_("Desde el"))
    end = DayField(
        label=_("Hasta el (opcional)"),
        required=False,
        help_text=_("Último día en que la ejerce. Vacío: hasta que se le quite."),
    )

    def __init__(self, *args: Any, user: User, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["place"].choices = [("", _("Elija un lugar")), *_places(scope)]

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        place = data["place"]
        return accounts.grant_role(
            actor=actor,
            user=self.user,
            role=data["function"],
            establishment=None if place == HEADQUARTERS else Establishment.objects.get(pk=place),
            start=data["start"],
            end=data["end"] + timedelta(days=1) if data["end"] else None,
        )


class EndGrantForm(OfficeForm):
    """The first day without a function."""

    title = _("Quitar la función")
    button = _("Quitar la función")
    done = _("Se registró el fin de la función.")

    on = DayField(label=_("Desde el"), help_text=_("Primer día en que ya no la ejerce: hoy o después."))

    def __init__(self, *args: Any, grant: Grant, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.grant = grant
        self.initial.setdefault("on", clock.today())

    def save(self, *, actor: Any) -> Any:
        return accounts.end_grant(actor=actor, grant=self.grant, on=self.cleaned_data["on"])


class AccountStateForm(OfficeForm):
    """Close an account or open it again, with the reason."""

    reason = forms.CharField(
        label=_("Motivo"),
        max_length=200,
        help_text=_("Por ejemplo, el documento que lo dispone. Queda en el registro."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.title = _("Desactivar la cuenta") if user.is_active else _("Reactivar la cuenta")
        self.button = self.title
        self.done = _("Se desactivó la cuenta.") if user.is_active else _("Se reactivó la cuenta.")

    def save(self, *, actor: Any) -> Any:
        return accounts.set_active(
            actor=actor, user=self.user, active=not self.user.is_active, reason=self.cleaned_data["reason"]
        )


class CorrectAccountForm(OfficeForm):
    """The name and the address of an account, as they should be, with the reason."""

    title = _("Corregir los datos de la cuenta")
    button = _("Guardar la corrección")
    done = _("Se corrigieron los datos de la cuenta.")

    full_name = forms.CharField(label=_("Nombres y apellidos"), max_length=120)
    email = forms.EmailField(label=_("Correo institucional (opcional)"), required=False)
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=200,
        help_text=_("Por ejemplo, el documento que lo dispone. Queda en el registro, con lo que decía antes."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.initial |= {"full_name": user.full_name, "email": user.email}

    def save(self, *, actor: Any) -> Any:
        return accounts.correct_account(actor=actor, user=self.user, **self.cleaned_data)


class NewPasswordForm(OfficeForm):
    """Ask for a new temporary password: nothing to fill in, only to confirm."""

    title = _("Dar una contraseña temporal")
    button = _("Crear contraseña temporal")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def save(self, *, actor: Any) -> Any:
        return accounts.set_temporary_password(actor=actor, user=self.user)


class AskRecoveryForm(OfficeForm):
    """Ask that the second step be taken away, saying how one made sure whose account it is."""

    title = _("Quitar la verificación en dos pasos")
    button = _("Pedir que se quite")
    done = _("Se pidió: la verificación se quita cuando otra persona que administre el sistema lo confirme.")

    reason = forms.CharField(
        label=_("Cómo comprobó que es esa persona"),
        max_length=200,
        help_text=_("Por ejemplo, en persona con su documento. Queda en el registro."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def save(self, *, actor: Any) -> Any:
        return recovery.ask(actor=actor, user=self.user, reason=self.cleaned_data["reason"])


class DecideRecoveryForm(OfficeForm):
    """Confirm what another person asked, or refuse it."""

    title = _("Quitar la verificación en dos pasos")
    button = _("Registrar la decisión")
    done = _("Se registró la decisión.")

    confirm = forms.TypedChoiceField(
        label=_("Decisión"),
        choices=[
            ("1", _("Quitarla: al ingresar se le pedirá activarla de nuevo")),
            ("0", _("No quitarla")),
        ],
        coerce=lambda text: text == "1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Cómo lo comprobó usted, o por qué no se acepta"),
        max_length=200,
        help_text=_("Queda en el registro."),
    )

    def __init__(self, *args: Any, waiting: SecondStepRecovery, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = waiting

    def save(self, *, actor: Any) -> Any:
        data = self.cleaned_data
        return recovery.decide(actor=actor, recovery=self.waiting, confirm=data["confirm"], reason=data["reason"])


class _DaysFilter(FilterForm):
    """What every list of the log can be narrowed by."""

    arguments = {
        "usuario": "actor", "desde": "since", "hasta": "until", "sobre": "target", "texto": "words", "libro": "stream",
        "acto": "verb", "consulta": "kind",
    }  # fmt: skip

    usuario = forms.CharField(label=_("Usuario"), required=False, max_length=150)
    desde = DayField(label=_("Desde el"), required=False)
    hasta = DayField(label=_("Hasta el"), required=False)
    sobre = forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)

    def clean_usuario(self) -> str:
        return self.cleaned_data["usuario"].strip().lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("desde"), data.get("hasta")
        if since and until and until < since:
            self.add_error("hasta", _("El último día es anterior al primero: cambie uno de los dos."))
        return data


class ActsFilter(_DaysFilter):
    """What the log of acts can be narrowed by."""

    field_order = ["texto", "libro", "acto", "usuario", "desde", "hasta", "sobre"]
    texto = forms.CharField(label=_("Texto"), required=False, max_length=120)
    libro = forms.ChoiceField(label=_("Libro"), required=False)
    acto = forms.ChoiceField(label=_("Acto"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["libro"].choices = [("", _("Todos")), *log.streams(scope)]
        matters: dict[str, list[tuple[str, Any]]] = {}
        for act in ACTS.values():
            matters.setdefault(str(queries.matter(act.verb)), []).append((act.verb, act.words))
        self.fields["acto"].choices = [("", _("Todos")), *matters.items()]


class ReadsFilter(_DaysFilter):
    """What the log of reads can be narrowed by."""

    field_order = ["consulta", "usuario", "desde", "hasta", "sobre"]
    consulta = forms.ChoiceField(label=_("Consulta"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = sorted(READS.items(), key=lambda pair: fold(str(pair[1])))
        self.fields["consulta"].choices = [("", _("Todas")), *kinds]
