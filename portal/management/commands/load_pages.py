from django.core.management.base import BaseCommand

from portal.standard_pages import load_pages


class Command(BaseCommand):
    help = "Makes the pages about, privacy and attributions where they are missing; what editors wrote is left alone."

    def handle(self, *args, **options):
        self.stdout.write(f"{load_pages()} pages made.")
