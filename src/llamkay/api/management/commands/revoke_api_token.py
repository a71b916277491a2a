"""``revoke_api_token ID``: end a key now."""

from django.core.management.base import BaseCommand, CommandError

from llamkay.api.models import ApiToken
from llamkay.api.tokens import revoke_token
from llamkay.platform.security.access import Command as System


class Command(BaseCommand):
    help = "End a key of the API."

    def add_arguments(self, parser):
        parser.add_argument("id", type=int)

    def handle(self, *args, **options):
        token = ApiToken.objects.filter(pk=options["id"]).first()
        if token is None:
            raise CommandError(f"there is no key {options['id']}")
        revoke_token(actor=System(), token=token)
        self.stdout.write(f"key {token.pk} «{token.name}» revoked")
