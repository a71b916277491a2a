from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "llamkay.apps.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from llamkay.apps.institutions.hooks import POPULATION
        from llamkay.apps.people.queries import population

        POPULATION.register(population)
