"""Forms of brands: each ends in one service call."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from llamkay.apps.activities.queries import every_company
from llamkay.apps.institutions.queries import in_scope, no_establishments
from llamkay.apps.pay.companies.queries import agreements_in
from llamkay.apps.people.queries import by_exact
from llamkay.apps.production.brands import services
from llamkay.apps.production.brands.pictures import MOST_BYTES
from llamkay.apps.production.fields import PlaceForm
from llamkay.apps.production.models import Brand, BrandPlace, FormerMaker, Good, Picture
from llamkay.core.errors import Refused
from llamkay.platform.files.received import read_upload
from llamkay.platform.screens.forms import DayField, OfficeForm
from llamkay.platform.security.scope import EVERYTHING, Scope

_TEXT = {"widget": forms.Textarea(attrs={"rows": 5}), "required": False}


class BrandForm(OfficeForm):
    """A brand."""

    title = _("Registrar una marca")

    name = forms.CharField(max_length=60, label=_("Nombre"))
    owner = forms.ModelChoiceField(
        queryset=None, label=_("Dueña"), required=False, empty_label=_("Sin dueña registrada")
    )
    description = forms.CharField(max_length=200, required=False, label=_("En una frase"))
    story = forms.CharField(max_length=3000, label=_("Su historia"), **_TEXT)
    registration = forms.CharField(
        max_length=60, required=False, label=_("Registro de la marca"), help_text=_("Vacío: «no registrada».")
    )
    mark_class = forms.CharField(max_length=40, required=False, label=_("Clase del registro"))
    registered_until = DayField(label=_("Registrada hasta el"), required=False)
    gs1_prefix = forms.CharField(max_length=12, required=False, label=_("Prefijo GS1 de su dueña"))
    starts_on = DayField(label=_("Se usa desde el"), required=False)
    ends_on = DayField(label=_("Último día"), required=False)
    says_prison = forms.BooleanField(label=_("Su página dice en qué penal se hace"), required=False)

    def __init__(self, *args: Any, brand: Brand | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand = brand
        self.fields["owner"].queryset = every_company()  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(brand: Brand) -> dict[str, Any]:
        """What stands of a brand."""
        names = [n for n in BrandForm.base_fields if n not in ("starts_on", "ends_on")]
        period = brand.period
        values = {name: getattr(brand, name) for name in names}
        last = period.upper - timedelta(days=1) if period and period.upper else None
        return values | {"starts_on": period.lower if period else None, "ends_on": last}

    def save(self, *, actor: Any) -> Brand:
        return services.save_brand(actor=actor, brand=self.brand, **self.cleaned_data)


class BrandPlaceForm(OfficeForm):
    """A brand is made in a prison."""

    title = _("Registrar dónde se hace")

    establishment = forms.ModelChoiceField(no_establishments(), label=_("Establecimiento"))
    start = DayField(label=_("Desde el"))
    end = DayField(label=_("Último día"), required=False)
    agreement = forms.ModelChoiceField(
        queryset=None,
        label=_("Convenio"),
        required=False,
        empty_label=_("Sin convenio: es de la institución"),
        help_text=_("La marca es pública solo mientras su convenio rige."),
    )

    def __init__(self, *args: Any, brand: Brand, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.brand = brand
        self.fields["establishment"].queryset = in_scope(scope)  # type: ignore[attr-defined]
        mine = agreements_in(scope).filter(company=brand.owner_id)
        self.fields["agreement"].queryset = mine  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> BrandPlace:
        return services.place_brand(actor=actor, brand=self.brand, **self.cleaned_data)


class PictureForm(PlaceForm):
    """A photograph of a product or a brand."""

    title = _("Traer una fotografía")
    button = _("Traer")
    done = _("La fotografía llegó limpia; la publica otra persona.")

    file = forms.FileField(label=_("Fotografía (JPEG, PNG o WebP, hasta 12 MB)"))
    alt = forms.CharField(max_length=200, label=_("Qué se ve, con palabras"))
    good = forms.ModelChoiceField(Good.objects.none(), label=_("Del producto"), required=False)
    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("O de la marca"), required=False)
    shows_people = forms.BooleanField(label=_("Se ve a alguna persona adulta"), required=False)
    consent = forms.CharField(max_length=160, required=False, label=_("Documento de su consentimiento"))
    no_children = forms.BooleanField(label=_("No aparece ninguna niña ni niño"), required=False)

    def offer(self) -> None:
        self.fields["good"].queryset = self.goods("product")  # type: ignore[attr-defined]
        self.fields["brand"].queryset = Brand.objects.all()  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> Picture:
        data = dict(self.cleaned_data)
        if bool(data["good"]) == bool(data["brand"]):
            raise Refused(_("Diga de qué producto es, o de qué marca."), field="good")
        content = read_upload(data.pop("file"), most=MOST_BYTES, field="file")
        return services.add_picture(actor=actor, establishment=self.establishment, content=content, **data)


class ConsentForm(PlaceForm):
    """Somebody who left wants to stay in the public of a brand."""

    title = _("Registrar un consentimiento")
    done = _("Se registró el consentimiento. Puede retirarlo cuando quiera, sin dar motivo.")

    person = forms.CharField(max_length=40, label=_("Persona"), help_text=_("Su código o documento."))
    brand = forms.ModelChoiceField(Brand.objects.none(), label=_("Marca"))
    public_name = forms.CharField(max_length=80, label=_("Nombre que quiere que se vea"))
    shown = forms.ChoiceField(label=_("Qué consiente que se vea"), choices=FormerMaker.Shown.choices)
    craft = forms.CharField(max_length=80, required=False, label=_("Oficio"))
    contact = forms.CharField(max_length=120, required=False, label=_("Cómo hacerle pedidos"))
    artisan_number = forms.CharField(max_length=40, required=False, label=_("Registro Nacional del Artesano"))
    document = forms.CharField(max_length=120, label=_("Documento que firmó"))
    start = DayField(label=_("Desde el"))
    end = DayField(label=_("Último día"), required=False)

    def offer(self) -> None:
        self.fields["brand"].queryset = Brand.objects.all()  # type: ignore[attr-defined]

    def save(self, *, actor: Any) -> FormerMaker:
        data = dict(self.cleaned_data)
        person = by_exact(EVERYTHING, data["person"])
        if person is None:
            raise Refused(_("Nadie tiene el código o documento «{text}».").format(text=data["person"]), field="person")
        return services.consent(actor=actor, establishment=self.establishment, **data | {"person": person})
