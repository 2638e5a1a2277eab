from django.core.management import call_command
from django.core.management.base import BaseCommand

from networks.demo.accounts import load_accounts
from networks.demo.organisations import load_organisations


class Command(BaseCommand):
    help = "Loads the demo content: organisations, practice notes and three made-up people with accounts."

    def handle(self, *args, **options):
        call_command("load_pages", stdout=self.stdout)
        self.stdout.write(f"{load_organisations()} organisations.")
        call_command("load_notes", stdout=self.stdout)
        load_accounts()
        self.stdout.write("The demo accounts are there.")
