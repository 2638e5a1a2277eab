"""A mail server of a few lines that answers what a test tells it to."""

import socket
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress

LOSE = "lose the connection"


class Server:
    """Speaks SMTP on loopback; `answers` gives another answer by command ("RCPT", "DATA", "." for the end of the mail)."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.mails: list[str] = []
        #: Called with the number of mails when one has been taken whole, before that is said.
        self.on_mail: Callable[[int], None] = lambda number: None
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with suppress(OSError), peer, peer.makefile("rwb") as stream:  # The other side may have been killed.
                self._talk(stream)

    def _talk(self, stream) -> None:
        def say(command: str, usual: str) -> bool:
            answer = self.answers.get(command, usual)
            if answer == LOSE:
                return False
            stream.write(answer.encode() + b"\r\n")
            stream.flush()
            return True

        usual = {"DATA": "354 go on", "QUIT": "221 bye"}
        going = say("", "220 test")
        while going and (line := stream.readline().decode().strip()):
            command = line.split()[0].upper()
            going = say(command, usual.get(command, "250 ok")) and command != "QUIT"
            if command == "DATA" and going and "DATA" not in self.answers:
                lines = []
                while (line := stream.readline().decode()) not in (".\r\n", ""):
                    lines.append(line)
                self.mails.append("".join(lines))
                self.on_mail(len(self.mails))
                going = say(".", "250 taken")

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


@contextmanager
def smtp_server():
    server = Server()
    try:
        yield server
    finally:
        server.close()
