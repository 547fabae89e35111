"""The store for many machines: a PostgreSQL database through SQLAlchemy Core and psycopg2.

Whoever writes takes the lock of the log first, until the transaction ends: so the chain has one end
to go on from, and whoever reads a number has seen all before it. Claims don't wait for the lock;
they pass over the rows that others are claiming.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError

from records.log_store import LogStore
from records.postgres_schema import migrate
from records.rows import Row
from records.store import StoreError

# a process that hangs must not hold up the others for ever
SESSION = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
CONNECT_SECONDS = 10
LOCK = "select pg_advisory_xact_lock('log'::regclass::oid::bigint)"


class PostgresTables:
    """`Tables` in a PostgreSQL database; connections are pooled, tried before use and replaced."""

    unclaimed = "for update skip locked"

    def __init__(self, url: URL) -> None:
        self.place = url.set(query={}).render_as_string(hide_password=True)
        self._local = threading.local()
        self._engine = sa.create_engine(
            url,
            isolation_level="READ COMMITTED",  # after the lock the end of the chain is read anew
            pool_pre_ping=True,
            hide_parameters=True,  # her words stay out of error messages
            connect_args={
                "options": f"{url.query.get('options', '')} {SESSION}",
                "connect_timeout": CONNECT_SECONDS,
                "client_encoding": "utf8",
            },
        )
        self._single = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    def given(self, *columns: str) -> str:
        picked = ", ".join(f"value ->> '{each}' as {each}" for each in columns)
        return f"select {picked} from jsonb_array_elements(cast(:rows as jsonb)) as given (value)"

    def migrate(self) -> None:
        """Bring the schema up to date. Raises RuntimeError when this version can't use it."""
        with self._telling_outage(), self._engine.begin() as connection:
            migrate(connection)

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._telling_outage(), self._engine.begin() as connection:
            connection.execute(sa.text(LOCK))
            self._local.connection = connection
            try:
                yield
            finally:
                del self._local.connection

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """The transaction this thread is in, or a connection for a statement by itself."""
        if hasattr(self._local, "connection"):
            yield self._local.connection
        else:
            with self._telling_outage(), self._single.connect() as connection:
                yield connection

    @contextmanager
    def _telling_outage(self) -> Iterator[None]:
        """Turns SQLAlchemy's word for a server that fails into StoreError."""
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            raise StoreError(
                f"The record at {self.place} can't be reached or is busy ({_said(error)})."
                " Is the server running, and is the address right?"
            ) from error

    def query(self, sql: str, /, **values: object) -> list[Row]:
        with self._connection() as connection:
            return [dict(row) for row in connection.execute(sa.text(sql), values).mappings()]

    def stream(self, sql: str, /, **values: object) -> Iterator[Row]:
        with self._telling_outage(), self._engine.connect() as connection:
            streaming = connection.execution_options(stream_results=True)
            for row in streaming.execute(sa.text(sql), values).mappings():
                yield dict(row)

    def run(self, sql: str, /, **values: object) -> int:
        with self._connection() as connection:
            return int(connection.execute(sa.text(sql), values).rowcount)

    def run_each(self, sql: str, rows: Collection[Row]) -> int:
        if not rows:
            return 0
        with self._connection() as connection:
            return int(connection.execute(sa.text(sql), list(rows)).rowcount)

    def insert(self, table: str, *rows: Row) -> None:
        if not rows:
            return
        into = sa.table(table, *map(sa.column, rows[0]))
        with self._connection() as connection:
            connection.execute(into.insert(), rows)

    def defer_references(self) -> None:
        self.run("set constraints all deferred")

    def purge(self) -> None:
        # Deleted rows stay in a table's file until it is written anew. This one is small, and
        # without the key the log is closed; if somebody keeps the table busy, the next time does.
        with suppress(StoreError):
            self.run("vacuum full participant_key")


class PostgresStore(LogStore):
    """`RecordStore` on PostgreSQL. A database, or a schema of one, holds one clinic's record.

    `url` is `postgresql://user:password@host/database`. Raises StoreError when the server can't be
    reached, when the record can't be brought up to date, or when it is another clinic's.
    """

    def __init__(self, url: str, clinic: str = "default") -> None:
        tables = PostgresTables(_parsed(url))
        try:
            tables.migrate()
        except (DBAPIError, RuntimeError) as error:
            raise StoreError(
                f"The record at {tables.place} can't be brought up to date: {_said(error)}."
            ) from error
        super().__init__(tables, clinic)


def _parsed(url: str) -> URL:
    with suppress(ArgumentError, ValueError):  # which may name the password
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            return parsed
    raise StoreError(
        "The record can't be opened: its address should look like"
        " postgresql://user:password@host/database."
    )


def _said(error: Exception) -> str:
    """The first line of what went wrong: the rest repeats the statement."""
    return str(getattr(error, "orig", error)).strip().partition("\n")[0]
