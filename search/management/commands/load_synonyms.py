from django.core.management.base import BaseCommand

from search.models import SynonymList


class Command(BaseCommand):
    help = (
        "Makes the lists of synonyms that are not there yet, from search/data/synonyms/; edited ones stay as they are."
    )

    def handle(self, *args, **options):
        self.stdout.write(f"{SynonymList.objects.load()} lists of synonyms made.")
