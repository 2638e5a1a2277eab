"""`manage.py draw_world`: the world drawn by the gazetteer's cities, as a static file."""

import gzip
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import world
from portal.models import City

MIN_POPULATION = 5000
#: The file is on every page with a map, so it may take this much of a slow line.
MAX_BYTES = 12 * 1024


class Command(BaseCommand):
    help = "Writes static/world.svg: every city of 5,000 people and more as a dot."

    def add_arguments(self, parser):
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "static" / "world.svg", help="%(default)s")

    def handle(self, *, to: Path, **options):
        cities = City.objects.filter(population__gte=MIN_POPULATION, geonames_id__isnull=False)
        places = list(cities.values_list("latitude", "longitude"))
        if not places:
            raise CommandError("There are no cities to draw. Run load_gazetteer first.")
        drawing = world.draw(places)
        size = len(gzip.compress(drawing.encode(), 9))
        if size > MAX_BYTES:
            raise CommandError(
                f"The drawing takes {size:,} bytes compressed, more than {MAX_BYTES:,}; nothing is written."
            )
        to.write_text(drawing, encoding="utf-8")
        self.stdout.write(
            f"{len(world.cells(places)):,} dots for {len(places):,} cities, {size:,} bytes compressed: {to}"
        )
