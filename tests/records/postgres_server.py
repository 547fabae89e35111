"""A real PostgreSQL for the tests: started when first asked for, stopped and removed at the end."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg2
import pytest

# tests don't wait for the disk
SETTINGS = ["fsync=off", "listen_addresses=", "max_connections=200"]
_number = count(1)


def new_record() -> str:
    """The address of a new, empty place for a record."""
    name = f"record_{next(_number)}"
    as_administrator(f"create schema {name}")
    return f"{address()}&options=-csearch_path%3D{name}"


def as_administrator(statement: str) -> None:
    """Do something to the server as a whole."""
    connection = psycopg2.connect(address())
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()


def address() -> str:
    """The server's address; it is reached by a socket in its folder."""
    return f"postgresql://backstay@/postgres?host={server()}"


@cache
def server() -> Path:
    """The folder of the running server. Skips the test where there is no PostgreSQL."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="backstay-postgres-"))
    user = None
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        user = "postgres" if "postgres" in {each.pw_name for each in pwd.getpwall()} else "nobody"
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        command = [programs / program, "-D", folder / "data", *arguments]
        with (folder / "output").open("a") as output:
            subprocess.run(command, check=True, stdout=output, stderr=output, user=user, cwd=folder)

    def stop() -> None:
        run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(folder)

    run("initdb", "-U", "backstay", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    options = " -c ".join([f"-k {folder}", *SETTINGS])
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
    atexit.register(stop)
    return folder


def find_programs() -> Path:
    """The folder that holds PostgreSQL's programs."""
    on_path = shutil.which("postgres")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    packaged = find_spec("pgserver")
    if packaged and packaged.origin:
        folders.append(Path(packaged.origin).parent / "pginstall" / "bin")
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    pytest.skip("no PostgreSQL on this machine")
