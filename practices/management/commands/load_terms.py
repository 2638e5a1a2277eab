from django.core.management.base import BaseCommand

from practices.taxonomy import load_terms


class Command(BaseCommand):
    help = "Loads the taxonomies from practices/data/terms/; what is there already is updated."

    def handle(self, *args, **options):
        self.stdout.write(f"{load_terms()} terms.")
