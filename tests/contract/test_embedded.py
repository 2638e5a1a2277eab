"""What the embedded engine adds to the contract: its folder, its faults, and several processes at once."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from search.embedded import engine as engine_module
from search.embedded.engine import EmbeddedEngine
from search.embedded.storage import Storage
from search.engine import Remove, SearchUnavailable, Upsert
from tests.contract.notes import found, keys, note, search

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def filled(folder: Path) -> EmbeddedEngine:
    """An engine whose index has one note."""
    made = EmbeddedEngine(folder)
    list(made.rebuild([note("a", "water")]))
    return made


def start(folder: Path, code: str) -> subprocess.Popen[str]:
    """Runs code in another process, with an engine on the same folder and the helpers of this suite."""
    head = f"""
        import sys
        from pathlib import Path
        from search.embedded.engine import EmbeddedEngine
        from search.engine import Remove, SearchUnavailable, Upsert
        from tests.contract.notes import found, keys, note
        engine = EmbeddedEngine(Path({str(folder)!r}))
    """
    script = textwrap.dedent(head) + textwrap.dedent(code)
    return subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )


def indexes(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_dir()]


def reason(call: Callable[[], object]) -> str:
    with pytest.raises(SearchUnavailable) as unavailable:
        call()
    return unavailable.value.reason


def assert_unavailable(engine: EmbeddedEngine, expected: str) -> None:
    """Everything that needs the index says why it cannot, and a rebuild repairs it."""
    assert reason(lambda: search(engine, "water")) == expected
    assert reason(lambda: engine.apply([Upsert(note("b"))])) == expected
    assert reason(lambda: list(engine.versions())) == expected
    assert engine.status().state == expected
    list(engine.rebuild([note("a", "water")]))
    assert found(engine, "water") == {"a"}
    assert engine.status().state == "ready"


class TestBrokenFolders:
    def test_no_folder(self, folder: Path) -> None:
        engine = EmbeddedEngine(folder)
        assert engine.status().location == str(folder)
        assert not folder.exists()
        assert_unavailable(engine, "missing")

    def test_a_folder_removed_while_in_use(self, filled: EmbeddedEngine, folder: Path) -> None:
        assert found(filled, "water") == {"a"}
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.rmdir()
        assert_unavailable(filled, "missing")

    def test_a_pointer_to_nothing(self, filled: EmbeddedEngine, folder: Path) -> None:
        name = (folder / "current").read_text()
        (folder / "current").write_text(name + "0")
        assert_unavailable(filled, "missing")

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"../../etc", b"vx", b"v\x00-1"])
    def test_a_pointer_that_makes_no_sense(self, filled: EmbeddedEngine, folder: Path, content: bytes) -> None:
        (folder / "current").write_bytes(content)
        assert_unavailable(filled, "corrupt")

    def test_an_index_of_another_schema(self, filled: EmbeddedEngine, folder: Path) -> None:
        (index,) = indexes(folder)
        older = index.rename(folder / "v0123456789ab-1")
        (folder / "current").write_text(older.name)
        assert_unavailable(filled, "outdated")
        assert older not in indexes(folder)

    @pytest.mark.parametrize("content", [b"", b"{", b"\x00" * 100])
    def test_broken_metadata(self, filled: EmbeddedEngine, folder: Path, content: bytes) -> None:
        (index,) = indexes(folder)
        (index / "meta.json").write_bytes(content)
        assert_unavailable(EmbeddedEngine(folder), "corrupt")

    @pytest.mark.parametrize("ending", ["store", "idx", "term", "fast", "fieldnorm", "pos"])
    @pytest.mark.parametrize("damage", ["emptied", "removed", "cut"])
    def test_broken_segments(self, filled: EmbeddedEngine, folder: Path, ending: str, damage: str) -> None:
        (index,) = indexes(folder)
        for path in index.glob(f"*.{ending}"):
            content = path.read_bytes()
            path.unlink()
            if damage != "removed":
                path.write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
        engine = EmbeddedEngine(folder)
        assert reason(lambda: search(engine, '"water" wat* water', sort="verified")) == "corrupt"
        assert engine.status().state == "corrupt"
        list(engine.rebuild([note("a", "water")]))
        assert found(engine, "water") == {"a"}

    def test_a_file_where_the_folder_should_be(self, folder: Path) -> None:
        folder.write_text("")
        engine = EmbeddedEngine(folder)
        assert engine.status().state == "missing"
        assert reason(lambda: search(engine)) == "missing"


class TestRebuilds:
    def test_one_index_is_left(self, filled: EmbeddedEngine, folder: Path) -> None:
        list(filled.rebuild([note("b")]))
        assert len(indexes(folder)) == 1
        assert keys(filled) == ["b"]

    def test_leftovers_of_a_killed_rebuild_are_removed_by_the_next(self, filled: EmbeddedEngine, folder: Path) -> None:
        killed = start(
            folder,
            """
            steps = engine.rebuild(note(str(number)) for number in range(5_000))
            print(next(steps), flush=True)
            sys.stdin.read()
            """,
        )
        assert killed.stdout.readline() == "1000\n"
        assert len(indexes(folder)) == 2
        killed.kill()
        killed.communicate()
        assert keys(filled) == ["a"]
        assert filled.apply([Upsert(note("b", published=-1))]) == 1
        assert keys(filled) == ["a", "b"]
        list(filled.rebuild([note("c")]))
        assert len(indexes(folder)) == 1
        assert keys(filled) == ["c"]

    def test_a_second_rebuild_is_told_that_one_runs(
        self, filled: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(engine_module, "WAIT_SECONDS", 0.0)
        first = filled.rebuild(note(str(number)) for number in range(2_000))
        next(first)
        assert reason(lambda: list(filled.rebuild([]))) == "busy"
        list(first)
        assert search(filled).total == 2_000

    def test_a_document_that_no_index_can_take_fails_the_rebuild(self, filled: EmbeddedEngine, folder: Path) -> None:
        with pytest.raises(ValueError, match="key"):
            list(filled.rebuild([note("b"), note("c\ud800")]))
        assert keys(filled) == ["a"]
        assert len(indexes(folder)) == 1


class TestProcesses:
    def test_two_processes_write_and_nothing_is_lost(self, filled: EmbeddedEngine, folder: Path) -> None:
        code = """
            for number in range(8):
                engine.apply([Upsert(note(f"NAME{number}"))])
            """
        writers = [start(folder, code.replace("NAME", name)) for name in ("x", "y")]
        assert [writer.communicate()[0] for writer in writers] == ["", ""]
        assert [writer.returncode for writer in writers] == [0, 0]
        expected = {"a", *(f"{name}{number}" for name in "xy" for number in range(8))}
        assert found(filled, page_size=100) == expected

    def test_a_writer_waits_for_another_and_is_told_when_it_takes_too_long(
        self, filled: EmbeddedEngine, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = start(
            folder,
            """
            from search.embedded.storage import Storage
            with Storage(engine._storage.folder).write_lock(5):
                print("held", flush=True)
                sys.stdin.readline()
            """,
        )
        assert other.stdout.readline() == "held\n"
        monkeypatch.setattr(engine_module, "WAIT_SECONDS", 0.05)
        assert reason(lambda: filled.apply([Remove("a", 1)])) == "busy"
        assert keys(filled) == ["a"]
        other.communicate("go\n")
        assert filled.apply([Remove("a", 1)]) == 1
        assert keys(filled) == []

    def test_segments_are_merged_while_others_read_and_before_others_write(
        self, filled: EmbeddedEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        may_end, merge = Event(), engine_module._merge
        monkeypatch.setattr(engine_module, "_merge", lambda *held: may_end.wait(30) and merge(*held))
        monkeypatch.setattr(engine_module, "WAIT_SECONDS", 0.05)
        assert filled.apply([Upsert(note("b", "water"))]) == 1
        assert found(filled) == {"a", "b"}
        assert reason(lambda: filled.apply([Remove("a", 1)])) == "busy"
        may_end.set()
        monkeypatch.setattr(engine_module, "WAIT_SECONDS", 5.0)
        assert filled.apply([Remove("a", 1)]) == 1
        assert found(filled) == {"b"}

    def test_a_reader_sees_writes_and_swaps_of_another_process(self, filled: EmbeddedEngine, folder: Path) -> None:
        reader = start(
            folder,
            """
            for line in sys.stdin:
                print(*keys(engine), flush=True)
            """,
        )

        def seen() -> str:
            reader.stdin.write("look\n")
            reader.stdin.flush()
            return reader.stdout.readline().strip()

        assert seen() == "a"
        filled.apply([Upsert(note("b", published=-1))])
        assert seen() == "a b"
        filled.apply([Remove("a", 1)])
        assert seen() == "b"
        list(filled.rebuild([note("c")]))
        assert seen() == "c"
        filled.apply([Upsert(note("d", published=-1))])
        assert seen() == "c d"
        reader.communicate()

    def test_writes_of_another_process_during_a_rebuild_are_kept(self, filled: EmbeddedEngine, folder: Path) -> None:
        def documents() -> object:
            yield note("a", "water")
            writer = start(
                folder, 'engine.apply([Upsert(note("b", "river", names=("Rio",), theme="t")), Remove("a", 1)])'
            )
            writer.communicate()
            assert writer.returncode == 0

        list(filled.rebuild(documents()))
        assert found(filled) == found(filled, "rio", filters={"theme": ("t",)}) == {"b"}

    def test_a_killed_writer_leaves_an_index_that_works(self, filled: EmbeddedEngine, folder: Path) -> None:
        writer = start(
            folder,
            """
            import tantivy
            from search.embedded.reader import open_index
            from search.embedded.schema import build_document
            with engine._storage.write_lock(5):
                half = open_index(engine._storage.current()).writer(15_000_000, num_threads=1)
                half.add_document(build_document(note("half")))
                print("written", flush=True)
                sys.stdin.readline()
            """,
        )
        assert writer.stdout.readline() == "written\n"
        writer.kill()
        writer.communicate()
        assert filled.apply([Upsert(note("b", published=-1))]) == 1
        assert keys(filled) == ["a", "b"]

    def test_a_writer_killed_between_its_files_and_the_commit_stops_no_other(self, folder: Path) -> None:
        filled = EmbeddedEngine(folder)
        list(filled.rebuild([]))
        filled.apply([Upsert(note("a")), Upsert(note("b")), Upsert(note("c", published=-1))])  # In one segment.
        (index,) = indexes(folder)
        before = (index / "meta.json").read_bytes()
        filled.apply([Remove("a", 1)])
        with Storage(folder).write_lock(5):  # Free once segments are merged.
            (index / "meta.json").write_bytes(before)  # As if killed before this last step of a commit.
        assert EmbeddedEngine(folder).apply([Remove("b", 1)]) == 1
        assert keys(EmbeddedEngine(folder)) == ["a", "c"]


def test_the_journal_gives_back_what_it_was_given(folder: Path) -> None:
    storage = Storage(folder)
    changes = [
        Upsert(note("a", "城市 \"'\n", "zh-hans", version=3, names=("São",), audience=("x", "y"), theme=("t", "u"))),
        Remove("b", 1),
    ]
    with storage.write_lock(0):
        storage.open_journal()
        storage.write_journal(changes)
    assert list(storage.read_journal()) == changes
