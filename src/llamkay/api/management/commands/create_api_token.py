"""``create_api_token USER --scope ACTION``: make a key and show it once."""

from django.core.management.base import BaseCommand, CommandError

from llamkay.api.tokens import issue_token
from llamkay.apps.institutions.models import User
from llamkay.core.errors import Refused
from llamkay.platform.security.access import Command as System


class Command(BaseCommand):
    help = "Make a key of the API for an account; it is printed once and only its hash is kept."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--scope", action="append", default=[], help="An action, as activities.view; repeat it.")
        parser.add_argument("--name", default="API", help="What the key is for.")
        parser.add_argument("--days", type=int, default=90)

    def handle(self, *args, username, scope, name, days, **options):
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"there is no active account called {username}")
        try:
            token, text = issue_token(actor=System(), user=user, name=name, scopes=scope, days=days)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stderr.write(f"key {token.pk} «{name}» of {username}, until {token.expires_at:%Y-%m-%d}; keep it now:")
        self.stdout.write(text)
