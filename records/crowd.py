"""Everybody at once: what the clinic's panel and its service overview ask of the record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from records.events import Event
from records.people import ORDER, People
from records.rows import Row, to_alert, to_participant, utc
from records.store import Changed, NudgeTally, QuestionTally, Recent
from records.tables import among, portions

_day = lru_cache(maxsize=1000)(date.fromisoformat)  # the same few days, a million times


class Crowd(People):
    """The verbs of `RecordStore` about many participants."""

    def everybody(self) -> set[str]:
        return {row["id"] for row in self._tables.query("select id from participant")}

    def changed(self, after: int) -> Changed:
        if not after:  # everybody has an event after none; the log is too long to be asked
            (end,) = self._tables.query(
                "select coalesce(max(seq), 0) as seq from log where clinic = :clinic",
                clinic=self.clinic,
            )
            return Changed(end["seq"], frozenset(self.everybody()))
        rows = self._tables.query(
            "select seq, participant from log where clinic = :clinic and seq > :after",
            clinic=self.clinic,
            after=after,
        )
        through = max((row["seq"] for row in rows), default=after)
        return Changed(through, frozenset(row["participant"] for row in rows) - {None})

    def recent(self, participants: Collection[str], since: date) -> Iterator[Recent]:
        for some in portions(participants):
            hers, named = among("participant", some)
            channels = self._by_participant(f"select * from channel where {hers} {ORDER}", named)
            alerts = self._by_participant(
                f"select * from alert where {hers} and state in ('open', 'acknowledged')"
                " order by raised_at desc, rowid desc",
                named,
            )
            values = self._by_participant(
                f"select participant, measure, day, number from value where {hers}"
                " and status = 'current' and day >= :since order by day, at, rowid",
                {**named, "since": since.isoformat()},
            )
            ids, named = among("id", some)
            for row in self._tables.query(f"select * from participant where {ids}", **named):
                her = row["id"]
                yield Recent(
                    to_participant(row, channels[her]),
                    tuple(map(to_alert, alerts[her])),
                    tuple((v["measure"], _day(v["day"]), v["number"]) for v in values[her]),
                )

    def _by_participant(self, sql: str, values: Row) -> defaultdict[str, list[Row]]:
        found: defaultdict[str, list[Row]] = defaultdict(list)
        for row in self._tables.query(sql, **values):
            found[row["participant"]].append(row)
        return found

    def nudge_tallies(self, by: Literal["family", "arm"], since: datetime) -> list[NudgeTally]:
        rows = self._tables.query(
            "select name, sum(sent) as sent, sum(answered) as answered, count(*) as people,"
            " sum(case when answered > 0 then 1 else 0 end) as answering,"
            " sum(case when answered < sent then 1 else 0 end) as silent"
            f" from (select {by} as name, count(*) as sent, sum(took_part) as answered from nudge"
            " where at >= :since and action = 'send' and took_part is not null"
            f" group by {by}, participant) as hers group by name",
            since=utc(since),
        )
        return [
            # a sum of PostgreSQL's may be a decimal number
            NudgeTally(row.pop("name"), **{name: int(number) for name, number in row.items()})
            for row in rows
        ]

    def question_tally(self, since: datetime) -> QuestionTally:
        (row,) = self._tables.query(
            "select coalesce(sum(answered), 0) as answered,"
            " count(*) - coalesce(sum(answered), 0) as unanswered,"
            " count(distinct case when answered = 1 then participant end) as with_answer,"
            " count(distinct case when answered = 0 then participant end) as without_answer"
            " from question where at >= :since",
            since=utc(since),
        )
        return QuestionTally(**{name: int(number) for name, number in row.items()})

    def open_questions(self, since: datetime, limit: int) -> list[Event]:
        return self._to_events(
            self._tables.query(
                "select log.* from question join log on log.id = question.id"
                " where log.clinic = :clinic and question.at >= :since and question.answered = 0"
                " order by question.at desc, log.seq desc limit :limit",
                clinic=self.clinic,
                since=utc(since),
                limit=limit,
            )
        )

    def active_in_week(self, week: int, joined_by: datetime) -> tuple[int, int]:
        (row,) = self._tables.query(
            "select count(*) as people, count(active_week.participant) as active"
            " from participant left join active_week"
            " on active_week.participant = participant.id and active_week.week = :week"
            " where joined_at <= :joined_by",
            week=week,
            joined_by=utc(joined_by),
        )
        return row["people"], row["active"]
