"""What is kept of counted searches and for how long, and the secretariat's report of them."""

import csv
import datetime
import io

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.utils import timezone

from search import tasks
from search.models import SearchCount
from search.models.seeking import lasting

TODAY = datetime.date(2026, 11, 22)


def days(*ages):
    return {TODAY - datetime.timedelta(days=age) for age in ages}


def make(text, *ages, today=None, language="en", searches=1, results=0, opened=0):
    SearchCount.objects.bulk_create(
        SearchCount(
            day=(today or timezone.now().date()) - datetime.timedelta(days=age),
            text=text,
            language=language,
            searches=searches,
            results=results,
            opened=opened,
        )
        for age in ages
    )


class TestLasting:
    @pytest.mark.parametrize(
        ("ages", "kept"),
        [
            ((), ()),
            ((40, 50), ()),
            ((40, 41, 42), (40, 41, 42)),
            ((40, 55, 69), (40, 55, 69)),
            ((40, 55, 70), ()),
            ((35, 50, 64, 90), (35, 50, 64)),
            ((10, 30, 50, 70, 71), (50, 70, 71)),
        ],
    )
    def test_days_are_kept_where_three_lie_within_thirty(self, ages, kept):
        assert lasting(days(*ages)) == days(*kept)

    def test_dropping_the_others_changes_nothing_for_those_that_stay(self):
        kept = lasting(days(10, 30, 50, 70, 71, 100, 129, 130))
        assert lasting(kept) == kept


@pytest.mark.django_db
class TestForgetting:
    def kept(self, text):
        return {(TODAY - day).days for day in SearchCount.objects.filter(text=text).values_list("day", flat=True)}

    def test_a_text_searched_on_fewer_than_three_days_goes_after_thirty(self):
        make("rare", 100, 130, 131, today=TODAY)
        make("twice", 29, 30, today=TODAY)
        make("thrice", 28, 30, 31, today=TODAY)
        make("thrice", 30, today=TODAY, language="fr")
        assert SearchCount.objects.forget(TODAY) == 5
        assert self.kept("rare") == set()
        assert self.kept("twice") == {29}
        assert self.kept("thrice") == {28, 30, 31}
        assert not SearchCount.objects.filter(language="fr").exists()

    def test_the_rest_stays_a_year_whole_and_then_goes(self):
        make("often", 338, 350, 364, 365, 366, today=TODAY)
        SearchCount.objects.forget(TODAY)
        assert self.kept("often") == {338, 350, 364}
        SearchCount.objects.forget(TODAY + datetime.timedelta(days=10))
        assert self.kept("often") == {338, 350}

    def test_again_or_late_gives_the_same(self):
        for text, ages in {"a": (5, 30, 34, 60), "b": (100, 120, 140), "c": (31, 32, 33), "d": (364, 370)}.items():
            make(text, *ages, today=TODAY)
        SearchCount.objects.forget(TODAY - datetime.timedelta(days=3))
        SearchCount.objects.forget(TODAY)
        once = set(SearchCount.objects.values_list("text", "day"))
        assert SearchCount.objects.forget(TODAY) == 0
        assert once == set(SearchCount.objects.values_list("text", "day"))
        assert {text for text, _day in once} == {"a", "c", "d"}

    def test_the_clock_does_it(self, settings):
        assert "search.tasks.forget_searches" in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
        make("once", 40)
        tasks.forget_searches()
        assert not SearchCount.objects.exists()


@pytest.fixture
def secretariat(client, make_user):
    client.force_login(make_user("secretariat"))
    return client


def report(client, query=""):
    """Gives the rows of the report as lists of cells."""
    response = client.get(f"/admin/reports/seeking/{query}")
    assert response.status_code == 200
    table = BeautifulSoup(response.content, "html.parser").find("table", class_="listing")
    rows = table.find("tbody").find_all("tr") if table else []
    return [[cell.get_text(" ", strip=True) for cell in row.find_all("td")] for row in rows]


@pytest.mark.django_db
class TestReport:
    def test_gaps_come_first_the_most_searched_on_top(self, secretariat):
        make("found", 1, 2, 3, searches=90, results=40, opened=2)
        make("found but not opened", 1, 2, 3, searches=80, results=40)
        make("opened", 1, 2, 3, searches=70, results=1, opened=1)
        make("small gap", 1, 2, 3, searches=5, results=2)
        make("large gap", 1, 2, 3, searches=9)
        rows = report(secretariat)
        assert [row[0] for row in rows] == ["large gap", "small gap", "found", "found but not opened", "opened"]
        assert rows[0] == ["large gap", "English", "3", "27", "0", "0", "Gap"]
        assert rows[2] == ["found", "English", "3", "270", "40", "6", ""]

    def test_notes_found_are_those_of_the_last_search(self, secretariat):
        make("water", 5, 6, results=0)
        make("water", 4, results=7)
        assert report(secretariat)[0][4] == "7"

    def test_texts_of_fewer_than_three_days_are_not_shown_and_the_page_says_so(self, secretariat):
        make("ana lopez", 1, 2, searches=50)
        make("water", 1, 2, 3)
        assert [row[0] for row in report(secretariat)] == ["water"]
        assert "fewer than three days" in secretariat.get("/admin/reports/seeking/").content.decode()
        assert "ana lopez" not in secretariat.get("/admin/reports/seeking/?export=csv").getvalue().decode()

    def test_period_and_language_say_what_is_summed_up(self, secretariat):
        make("agua", 1, 2, 3, language="es")
        make("water", 1, 2, 29, 30, 89, 90, 364)
        assert {row[0]: row[2] for row in report(secretariat)} == {"agua": "3", "water": "5"}
        assert {row[0]: row[2] for row in report(secretariat, "?period=30&language=en")} == {"water": "3"}
        assert {row[0]: row[2] for row in report(secretariat, "?period=365")} == {"agua": "3", "water": "7"}
        assert len(report(secretariat, "?period=99999999999&language=%00&ordering=nonsense&p=x")) == 2
        assert [row[0] for row in report(secretariat, "?ordering=-days")] == ["water", "agua"]

    def test_a_row_leads_to_its_search_in_its_language(self, secretariat):
        make('"land titles" -slum', 1, 2, 3, language="fr")
        html = secretariat.get("/admin/reports/seeking/").content.decode()
        assert BeautifulSoup(html, "html.parser").find("a", href="/fr/search/?q=%22land+titles%22+-slum")

    def test_an_empty_report_says_what_to_do(self, secretariat):
        assert "come back in a few weeks" in secretariat.get("/admin/reports/seeking/").content.decode()

    def test_export_holds_no_formulas(self, secretariat):
        make("-slum land", 1, 2, 3)
        content = secretariat.get("/admin/reports/seeking/?export=csv").getvalue().decode()
        rows = list(csv.reader(io.StringIO(content)))
        assert rows[0] == ["Text", "Language", "Days", "Searches", "Notes found, last time", "Notes opened", "Gap"]
        assert rows[1] == ["'-slum land", "en", "3", "3", "0", "0", "1"]
        assert secretariat.get("/admin/reports/seeking/?export=xlsx").status_code == 200

    def test_is_for_who_may_see_it(self, client, make_user, secretariat):
        assert "/admin/reports/seeking/" in secretariat.get("/admin/").content.decode()
        client.force_login(make_user("reader"))
        assert client.get("/admin/reports/seeking/").status_code in (302, 403)

    def test_an_editor_without_the_right_is_turned_away(self, client, make_user):
        user = make_user("peer")
        user.user_permissions.add(Permission.objects.get(codename="access_admin"))
        client.force_login(user)
        response = client.get("/admin/reports/seeking/")
        assert response.status_code == 302
        assert "/admin/reports/seeking/" not in client.get("/admin/").content.decode()
