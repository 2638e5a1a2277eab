"""Makes the virtual environment and installs a lock into it: `install.py base`, `test` or, beside either, `semantic`.

Needs Python alone. Does nothing when the environment already holds what the lock says.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE.parent / ".venv"
PYTHON = VENV / "bin" / "python"


def checksum(lock: str) -> str:
    return hashlib.sha256((HERE / f"{lock}.txt").read_bytes()).hexdigest()


def installed(lock: str) -> bool:
    """Says whether the environment holds this lock; the test lock holds the base lock whole."""
    stamp = VENV / f".lock-{lock}"
    return stamp.is_file() and stamp.read_text() == checksum(lock)


def usable() -> bool:
    """Says whether the environment's interpreter still runs (the system's Python may have gone or been replaced)."""
    if not PYTHON.exists():
        return False
    command = [PYTHON, "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603 (fixed words)


def make_venv() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (it is asked of whatever Python runs this)
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Set PYTHON to a newer one.")
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(f"This Python has no `venv`. On Debian: apt-get install python{version}-venv")
    print(f"Making the virtual environment in {VENV.name} ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)  # noqa: S603 (fixed words)


def install(lock: str) -> None:
    # --no-deps: the lock is whole, and leaves out on purpose what requirements/excludes.txt names.
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", "--no-deps"]
    command += ["--no-compile", "--require-hashes", "-r", HERE / f"{lock}.txt"]
    count = sum(not line.startswith((" ", "#")) for line in (HERE / f"{lock}.txt").read_text().splitlines())
    print(f"Installing {count} packages ...", flush=True)
    said, seen = [], 0
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(command, text=True, **pipes) as pip:  # noqa: S603 (fixed words)
        for line in pip.stdout or ():
            said.append(line)
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                seen += 1
                if seen % 20 == 0:
                    print(f"  {seen} of {count}", flush=True)
            elif line.startswith("Installing collected"):
                print("  unpacking", flush=True)
    if pip.returncode:
        sys.exit("".join(said[-15:]) + "\nThe packages could not be installed. Run the same command again to go on.")
    # What pip would do on one core, on all of them. Templates and samples among the packages may be no valid Python.
    compile_all = [PYTHON, "-m", "compileall", "-q", "-q", "-j", "0", VENV / "lib"]
    subprocess.run(compile_all, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 (fixed words)


def main(lock: str) -> None:
    if VENV.exists() and usable():
        if installed(lock) or (lock == "base" and installed("test")):
            return
    else:
        make_venv()
    for other in {"base", "test"} if lock in ("base", "test") else {lock}:
        (VENV / f".lock-{other}").unlink(missing_ok=True)
    install(lock)
    (VENV / f".lock-{lock}").write_text(checksum(lock))


if __name__ == "__main__":
    if sys.argv[1:] not in (["base"], ["test"], ["semantic"]):
        sys.exit("usage: install.py base|test|semantic")
    main(sys.argv[1])
