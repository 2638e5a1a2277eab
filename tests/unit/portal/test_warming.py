"""What a web process does before its first reader comes."""

import threading

import pytest
from django.template import Template, engines
from django.template.loader import get_template

from portal import warming


@pytest.fixture
def only(monkeypatch):
    """Registers nothing but what a test does, and has nothing read yet."""
    monkeypatch.setattr(warming, "_shared", [])
    monkeypatch.setattr(warming, "_pages", [])
    warming.read_shared.cache_clear()
    yield
    warming.read_shared.cache_clear()


class Application:
    """Answers as WSGI wants it, and keeps what it was asked."""

    def __init__(self, status="200 OK"):
        self.status = status
        self.asked = []
        self.closed = 0

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        start_response(self.status, [])
        return self

    def __iter__(self):
        return iter([b"page"])

    def close(self):
        self.closed += 1

    @property
    def addresses(self):
        return [f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}" for environ in self.asked]


def test_a_worker_answers_each_page_in_each_language(only):
    warming.register_page("")
    warming.register_page("search/?q=water")
    application = Application()
    warming.warm_worker(application)
    assert application.addresses == [
        address for code in ("en", "fr", "es") for address in (f"/{code}/?", f"/{code}/search/?q=water")
    ]
    assert application.closed == 6


@pytest.mark.parametrize(
    ("allowed", "host"), [(["*"], "localhost"), ([".example.org"], "example.org"), (["a.org", "b.org"], "a.org")]
)
def test_it_asks_as_a_proxy_would_under_a_name_that_is_allowed_and_not_as_a_reader(only, settings, allowed, host):
    settings.ALLOWED_HOSTS = allowed
    warming.register_page("")
    application = Application()
    warming.warm_worker(application)
    environ = application.asked[0]
    assert environ["HTTP_HOST"] == host
    assert environ["HTTP_X_FORWARDED_PROTO"] == "https"
    assert "HTTP_USER_AGENT" not in environ


def test_it_stops_where_a_page_cannot_be_answered(only):
    warming.register_page("")
    warming.register_page("search/?q=water")
    application = Application("503 Service Unavailable")
    warming.warm_worker(application)
    assert application.addresses == ["/en/?"]


def test_a_worker_does_not_wait_for_what_does_not_answer(only, monkeypatch):
    monkeypatch.setattr(warming, "WAIT_SECONDS", 0.01)
    warming.register_page("")
    answers, done = threading.Event(), threading.Event()

    def application(environ, start_response):
        answers.wait(60)
        start_response("200 OK", [])
        done.set()
        return []

    warming.warm_worker(application)
    assert not done.is_set()
    answers.set()
    assert done.wait(60)


def test_what_cannot_be_read_is_told_and_keeps_nothing_else_from_being_read(only, caplog):
    read = []
    warming.register(lambda: 1 / 0)
    warming.register(lambda: read.append("the rest"))
    warming.read_shared()
    assert read == ["the rest"]
    assert "ZeroDivisionError" in caplog.text


def test_workers_do_not_read_again_what_was_read_before_the_fork(only):
    read = []
    warming.register(lambda: read.append("once"))
    warming.read_shared()
    warming.warm_worker(Application())
    assert read == ["once"]


def test_no_template_of_the_portal_is_compiled_for_a_reader(settings, monkeypatch):
    def compile_for_a_reader(template):
        raise AssertionError(f"{template.name} was not compiled before.")

    for loader in engines["django"].engine.template_loaders:
        loader.reset()
    warming.read_templates()
    monkeypatch.setattr(Template, "compile_nodelist", compile_for_a_reader)
    folder = settings.BASE_DIR / "templates"
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert "base.html" in names
    for name in names:
        get_template(name)
