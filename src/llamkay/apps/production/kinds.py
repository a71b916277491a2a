"""The words of production that every table and screen shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _

ALLERGENS = {
    "gluten": _("gluten"),
    "milk": _("leche"),
    "egg": _("huevo"),
    "soy": _("soya"),
    "peanut": _("maní"),
    "nuts": _("frutos secos"),
    "sesame": _("ajonjolí"),
    "sulphites": _("sulfitos"),
    "fish": _("pescado"),
    "crustacean": _("crustáceos"),
}


class GoodKind(models.TextChoices):
    """What a good is in the making of others."""

    MATERIAL = "material", _("Material")
    HALF = "half", _("A medio hacer")
    PRODUCT = "product", _("Producto")


class UnitOf(models.TextChoices):
    """What a good is measured in."""

    KG = "kg", _("kilogramos")
    L = "l", _("litros")
    M = "m", _("metros")
    M2 = "m2", _("metros cuadrados")
    U = "u", _("unidades")


class SiteKind(models.TextChoices):
    """Where goods lie."""

    WORKSHOP = "workshop", _("Taller")
    STORE = "store", _("Almacén")
    SHOP = "shop", _("Tienda")
    FAIR = "fair", _("Feria")


class Owner(models.TextChoices):
    """Whose goods are."""

    INSTITUTION = "institution", _("La institución")
    COMPANY = "company", _("Una empresa")
    GROUP = "group", _("Un grupo que trabaja por su cuenta")
    PERSON = "person", _("Una persona que trabaja por su cuenta")


class State(models.TextChoices):
    """How a part of a lot stands; what was consumed, sold or lost stays in the books of its lot."""

    PENDING = "pending", _("Por revisar")
    AVAILABLE = "available", _("Disponible")
    RESERVED = "reserved", _("Apartado")
    CONSIGNED = "consigned", _("En consignación")
    HELD = "held", _("Detenido")
    CONSUMED = "consumed", _("Consumido")
    SOLD = "sold", _("Vendido")
    LOST = "lost", _("Perdido")
    SAMPLE = "sample", _("Muestra")
    REJECTED = "rejected", _("Rechazado")
    RETURNED = "returned", _("Devuelto a su dueño")


# What is still there, and may be counted on a shelf.
ON_HAND = (State.PENDING, State.AVAILABLE, State.RESERVED, State.CONSIGNED, State.HELD)


class Move(models.TextChoices):
    """Why a quantity went from one place or state to another."""

    RECEIVE = "receive", _("Ingreso")
    PRODUCE = "produce", _("Producción")
    CONSUME = "consume", _("Consumo en un lote")
    ACCEPT = "accept", _("Pasa la revisión")
    REJECT = "reject", _("No pasa la revisión")
    CARRY = "carry", _("Traslado")
    RESERVE = "reserve", _("Apartado para un pedido")
    CONSIGN = "consign", _("Envío en consignación")
    BRING_BACK = "bring_back", _("Vuelve de la consignación")
    SELL = "sell", _("Venta")
    UNSELL = "unsell", _("Devolución de una venta")
    LOSE = "lose", _("Pérdida o merma")
    GIVE_SAMPLE = "give_sample", _("Muestra")
    HOLD = "hold", _("Detención")
    FREE = "free", _("Fin de la detención")
    HAND_BACK = "hand_back", _("Devolución a su dueño")
    SURPLUS = "surplus", _("Sobrante de un conteo")
    REVERSE = "reverse", _("Reversión")


class Scrap(models.TextChoices):
    """Why what was made is not good."""

    BURNT = "burnt", _("Quemado o crudo")
    SHAPE = "shape", _("Mala forma o medida")
    MATERIAL = "material", _("Material defectuoso")
    MACHINE = "machine", _("Falla de máquina")
    STAIN = "stain", _("Manchado o roto")
    LEARNING = "learning", _("Quien lo hizo está aprendiendo")
    OTHER = "other", _("Otro motivo")


class HygieneKind(models.TextChoices):
    """What is checked where food is made."""

    OVEN = "oven", _("Temperatura del horno (°C)")
    COLD = "cold", _("Temperatura de frío (°C)")
    HANDS = "hands", _("Manos, uñas y uniforme")
    SURFACES = "surfaces", _("Mesas y utensilios")
    WATER = "water", _("Cloro del agua (mg/L)")
    PESTS = "pests", _("Plagas")
