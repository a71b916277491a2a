"""``recover_second_step USER``: the hand of whoever runs the server in a recovery by two people."""

from django.core.management.base import BaseCommand, CommandError

from llamkay.apps.institutions.accounts.recovery import by_the_server
from llamkay.apps.institutions.models import User


class Command(BaseCommand):
    help = "Ask that an account lose its second step, or confirm what an administrator asked."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="how you made sure that it is that person")

    def handle(self, *args, **options):
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"there is no account {options['username']}")
        recovery = by_the_server(user=user, reason=options["reason"])
        if recovery.confirmed:
            self.stdout.write(f"the account {user.username} enters with its password alone, and its sessions ended")
        else:
            self.stdout.write("asked: it is done once an administrator confirms it in the office")
