"""Messages leave the outbox once or, where nobody can know, not again; no address is said to anybody."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives, send_mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from portal import delivery
from portal.delivery import deliver, find_lost
from portal.models import Message
from tests.smtp import LOSE, smtp_server

pytestmark = pytest.mark.django_db

ADDRESS = "grace@lilongwe.example"


class Killed(BaseException):
    """What ends a process, in a test."""


def write(number=1, subject="Kiosks"):
    for _ in range(number):
        send_mail(subject, "Water", "portal@example.org", [ADDRESS])


def later(**duration):
    """Lets time pass for all messages."""
    for message in Message.objects.all():
        message.next_try -= timedelta(**duration)
        message.claimed_at = message.claimed_at and message.claimed_at - timedelta(**duration)
        message.created_at -= timedelta(**duration)
        message.save()


@pytest.fixture
def sending(monkeypatch):
    """Has a function called in the place of each sending: `sending(function)`."""

    def replace(function):
        def send_messages(self, messages):
            function()
            return send(self, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", send_messages)

    send = EmailBackend.send_messages
    return replace


@pytest.fixture
def smtp(settings):
    """A real mail server, in the place of the test's."""
    settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 2
    with smtp_server() as server:
        settings.EMAIL_PORT = server.port
        yield server


class TestOnce:
    def test_a_claim_is_there_before_anything_is_sent(self, sending):
        write()
        seen = []
        sending(lambda: seen.append((Message.objects.get().state, deliver())))

        assert deliver() == 1
        assert seen == [("claimed", 0)], "another that delivers meanwhile finds nothing"
        assert len(mail.outbox) == 1

    def test_a_process_killed_while_it_sends_leaves_what_an_operator_decides(self, sending, monkeypatch, caplog):
        def die():
            raise Killed

        write()
        with monkeypatch.context():
            sending(die)
            with pytest.raises(Killed):
                deliver()
        monkeypatch.undo()

        assert find_lost() == 0, "it may still be at it"
        later(minutes=6)
        assert find_lost() == 1
        later(days=1)
        assert deliver() == 0
        message = Message.objects.get()
        assert (message.state, message.attempts) == ("unknown", 1)
        assert "broken off" in caplog.text

    def test_a_slow_one_that_ends_well_after_all_is_known_to_be_sent(self, sending):
        def take_too_long():
            Message.objects.update(state="unknown")

        write()
        sending(take_too_long)
        deliver()

        assert Message.objects.get().state == "sent"

    def test_a_slow_one_has_no_say_over_what_an_operator_decided(self, sending):
        def decide():
            if not mail.outbox:
                Message.objects.update(state="unknown")
                delivery.send_again([Message.objects.get().pk])

        write()
        sending(decide)
        deliver()

        message = Message.objects.get()
        assert (message.state, message.attempts) == ("sent", 1), "counted anew"
        assert len(mail.outbox) == 2, "as decided"

    def test_never_runs_where_a_claim_could_be_rolled_back(self):
        write()
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            deliver()

    @pytest.mark.django_db(transaction=True, serialized_rollback=True)
    def test_processes_that_deliver_at_the_same_time_share_the_work(self, sending):
        Message.objects.bulk_create(Message(address=f"{number}@b.example", kind="news") for number in range(20))
        start = threading.Barrier(2)

        def work():
            try:
                start.wait(10)
                deliver()
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        assert sorted(message.to[0] for message in mail.outbox) == sorted(f"{n}@b.example" for n in range(20))


class TestMailServer:
    def state(self):
        message = Message.objects.get()
        return message.state, message.last_error

    def test_takes_mails_over_one_connection(self, smtp):
        write(3)

        assert deliver() == 3
        assert smtp.connections == 1
        assert "Subject: Kiosks" in smtp.mails[0]
        assert ADDRESS in smtp.mails[0]

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
    def test_what_it_refuses_for_now_is_tried_again(self, smtp, command):
        smtp.answers[command] = f"451 4.3.0 not now, {ADDRESS}"
        write()
        deliver()

        state, error = self.state()
        assert state == "waiting"
        assert "451" in error
        assert "4.3.0" in error
        assert deliver() == 0, "not at once"
        smtp.answers.clear()
        later(minutes=1)
        assert deliver() == 1

    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA", "."])
    def test_what_it_refuses_is_given_up(self, smtp, command, caplog):
        smtp.answers[command] = f"550 5.1.1 no such person, {ADDRESS}"
        write(2)
        assert deliver() == 0

        assert {message.state for message in Message.objects.all()} == {"failed"}
        assert "550" in caplog.text
        assert ADDRESS not in caplog.text + "".join(Message.objects.values_list("last_error", flat=True))
        later(days=1)
        assert deliver() == 0

    @pytest.mark.parametrize("command", ["DATA", "."])
    def test_a_connection_lost_over_the_mail_tells_nothing(self, smtp, command):
        smtp.answers[command] = LOSE
        write()
        deliver()

        assert self.state() == ("unknown", "SMTPServerDisconnected")
        smtp.answers.clear()
        later(days=1)
        assert deliver() == 0

    def test_one_that_is_gone_delays_all_and_is_asked_once(self, settings, monkeypatch, caplog):
        settings.DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        asked = []

        def refuse(*args, **kwargs):
            asked.append(args)
            raise ConnectionRefusedError

        monkeypatch.setattr("smtplib.SMTP.connect", refuse)
        write(3)
        deliver()

        assert len(asked) == 1
        assert list(Message.objects.order_by("pk").values_list("state", "attempts")) == [
            ("waiting", 1),
            ("waiting", 0),
            ("waiting", 0),
        ]

    def test_attempts_come_ever_later_and_end(self, smtp):
        smtp.answers["RCPT"] = "451 not now"
        write()
        waits = []
        for _ in range(delivery.MAX_ATTEMPTS):
            deliver()
            message = Message.objects.get()
            waits.append(round((message.next_try - timezone.now()).total_seconds() / 60))
            Message.objects.update(next_try=timezone.now())

        assert waits[:7] == [1, 2, 4, 8, 16, 32, 60]
        assert set(waits[6:]) == {60}
        assert self.state()[0] == "failed"

    def test_a_mail_that_cannot_be_written_is_given_up_before_it_is_sent(self, smtp):
        Message.objects.create(address=ADDRESS, kind="news", subject="two\nlines", text="Water")
        write()

        assert deliver() == 1, "the others go on"
        assert Message.objects.get(kind="news").state == "failed"


class TestWhatDjangoSends:
    def test_html_attachments_and_headers_are_kept(self):
        message = EmailMultiAlternatives(
            "Kiosks", "Water", "from@portal.example", [ADDRESS], reply_to=["re@b.example"], headers={"X-Kiosk": "7"}
        )
        message.attach_alternative("<p>Water</p>", "text/html")
        message.attach("map.bin", b"\x00\xff", "application/octet-stream")
        message.attach("note.txt", "Öffne", "text/plain")
        message.send()
        deliver()

        (sent,) = mail.outbox
        assert (sent.subject, sent.body, sent.from_email) == ("Kiosks", "Water", "from@portal.example")
        assert tuple(sent.alternatives[0]) == ("<p>Water</p>", "text/html")
        assert [tuple(attachment) for attachment in sent.attachments] == [
            ("map.bin", b"\x00\xff", "application/octet-stream"),
            ("note.txt", "Öffne", "text/plain"),
        ]
        assert sent.message()["X-Kiosk"] == "7"
        assert sent.message()["Reply-To"] == "re@b.example"

    def test_a_mail_of_html_alone_stays_one(self):
        send_mail("Kiosks", "", None, [ADDRESS], html_message="<p>Water</p>")
        deliver()

        assert mail.outbox[0].message().get_content_type() == "text/html"

    def test_each_of_several_gets_a_mail_that_names_no_other(self):
        EmailMultiAlternatives("Kiosks", "Water", None, ["a@b.example"], bcc=["c@d.example"]).send()
        deliver()

        assert [(sent.to, sent.bcc) for sent in mail.outbox] == [(["a@b.example"], []), (["c@d.example"], [])]

    def test_has_the_same_message_id_when_it_is_tried_again(self):
        write()
        message = Message.objects.get()

        assert delivery.as_mail(message).message()["Message-ID"] == delivery.as_mail(message).message()["Message-ID"]


class TestWords:
    def test_those_of_a_mail_about_an_account_go_when_it_is_sent(self):
        message = EmailMultiAlternatives("New password", "https://secret", None, [ADDRESS])
        message.kind = "account"
        message.send()
        deliver()

        kept = Message.objects.get()
        assert (kept.state, kept.address, kept.subject, kept.text) == ("sent", "", "", "")

    def test_those_of_others_go_after_a_week_with_all_that_need_not_be_known(self):
        write()
        write()
        Message.objects.filter(pk=Message.objects.first().pk).update(key="told")
        deliver()
        later(days=6)
        delivery.empty_old()
        assert Message.objects.filter(text="Water\n").count() + Message.objects.filter(text="Water").count() == 2

        later(days=2)
        delivery.empty_old()

        kept = Message.objects.get()
        assert (kept.key, kept.address, kept.text, kept.state) == ("told", "", "", "sent")
        later(days=400)
        delivery.empty_old()
        assert not Message.objects.exists()

    def test_what_nobody_decided_about_is_dropped_after_a_month(self):
        write()
        Message.objects.update(state="unknown")
        later(days=29)
        assert delivery.empty_old() == 0
        later(days=2)
        delivery.empty_old()

        assert not Message.objects.exists()

    def test_what_waits_is_never_taken(self):
        write()
        later(days=500)
        delivery.empty_old()

        assert Message.objects.get().text == "Water"


class TestHealth:
    def readyz(self, client):
        response = client.get("/readyz")
        assert response.status_code == 200
        return response.json()["mail"]

    def test_is_well_while_mail_goes_out(self, client):
        assert self.readyz(client) == "ok"
        write()
        assert self.readyz(client) == "ok"

    def test_says_what_waits_too_long_and_what_is_to_be_decided(self, client):
        write(2)
        later(minutes=25)
        assert self.readyz(client) == "degraded: messages wait for too long"
        Message.objects.update(state="unknown")
        assert self.readyz(client) == "degraded: messages wait for a decision"
