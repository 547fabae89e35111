"""Who is who in the record: participants, the chats that belong to them, and forgetting them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from records import linking, projections
from records.event_log import EventLog
from records.events import ChannelLinked, ChannelUnlinked, Draft, Joined
from records.identity import new_alias, new_id
from records.rows import Row, to_participant
from records.store import Participant, Redeemed, UnknownParticipant

ORDER = "order by coalesce(heard_at, linked_at), rowid"  # the chat she wrote in last comes last


class People(EventLog):
    """The verbs of `RecordStore` about people."""

    def join(self, channel: str, address: str, at: datetime) -> str:
        with self._tables.writing():
            known = self.find(channel, address)
            if known is not None:
                return known
            participant = new_id(at)
            self._vault.create_key(participant)
            first = Draft(Joined(self._free_alias()), at)
            link = Draft(ChannelLinked(channel, address), at)
            self._append([(participant, first), (participant, link)])
        return participant

    def _free_alias(self) -> str:
        alias = new_alias()
        while self._tables.query("select id from participant where alias = :alias", alias=alias):
            alias = new_alias()
        return alias

    def find(self, channel: str, address: str) -> str | None:
        rows = self._tables.query(
            "select participant from channel where channel = :channel and address = :address",
            channel=channel,
            address=address,
        )
        return rows[0]["participant"] if rows else None

    def participant(self, participant: str) -> Participant:
        rows = self._tables.query("select * from participant where id = :id", id=participant)
        if not rows:
            raise UnknownParticipant(participant)
        channels = self._tables.query(
            f"select channel, address from channel where participant = :id {ORDER}",
            id=participant,
        )
        return to_participant(rows[0], channels)

    def participants(self) -> list[Participant]:
        channels: dict[str, list[Row]] = defaultdict(list)
        for row in self._tables.query(f"select * from channel {ORDER}"):
            channels[row["participant"]].append(row)
        return [
            to_participant(row, channels[row["id"]])
            for row in self._tables.query("select * from participant order by alias")
        ]

    # --- several chats, one person ---

    def offer_link(self, participant: str, code: str, at: datetime) -> datetime:
        with self._tables.writing():
            self.participant(participant)
            return linking.offer(self._tables, participant, code, at)

    def redeem(
        self, code: str, channel: str, address: str, message_id: str, at: datetime
    ) -> Redeemed:
        source = linking.digest(f"{channel}:{address}")
        with self._tables.writing():
            if linking.is_locked(self._tables, source, at):
                return Redeemed("locked")
            offered, here = linking.known(self._tables, code), self.find(channel, address)
            if offered is not None and here == offered["participant"]:
                return Redeemed("linked" if offered["used_at"] else "hers", here)
            if offered is None or not linking.is_live(offered, at):
                attempt = linking.digest(f"{source}:{message_id}")
                linking.note_wrong(self._tables, attempt, source, at)
                return Redeemed("wrong")
            if here is not None and not self._is_bare(here):
                return Redeemed("taken")
            her = str(offered["participant"])
            if here is not None:
                self._erase(here)
            linking.use(self._tables, code, at)
            self._move_in(her, channel, address, at)
        if here is not None:
            self._tables.purge()
        return Redeemed("linked", her, here)

    def _is_bare(self, participant: str) -> bool:
        """Whether nothing would be lost with this record: no answer to the consent text, no sign
        of danger, no other chat."""
        kinds = {event.kind for event in self.read(participant)}
        return kinds <= linking.BARE and len(self.participant(participant).channels) == 1

    def _move_in(self, participant: str, channel: str, address: str, at: datetime) -> None:
        drafts = [Draft(ChannelLinked(channel, address), at)]
        if channel in linking.ONE_ADDRESS_ONLY:
            drafts[:0] = self._leaving(participant, channel, at)
        self._append([(participant, draft) for draft in drafts])

    def _leaving(self, participant: str, channel: str, at: datetime) -> list[Draft]:
        return [
            Draft(ChannelUnlinked(channel, each.address), at)
            for each in self.participant(participant).channels
            if each.channel == channel
        ]

    def unlink(self, participant: str, channel: str, at: datetime) -> int:
        with self._tables.writing():
            leaving = self._leaving(participant, channel, at)
            self._append([(participant, draft) for draft in leaving])
        return len(leaving)

    # --- forgetting ---

    def forget(self, participant: str, note: Draft | None = None) -> bool:
        with self._tables.writing():
            known = bool(
                self._tables.query("select id from participant where id = :id", id=participant)
            )
            self._erase(participant)
            if known and note is not None:
                self._append([(None, note)])
        self._tables.purge()
        return known

    def _erase(self, participant: str) -> None:
        """Inside the caller's transaction, which is to be followed by a purge."""
        for table in ("checkin", "inbox", "link_code", "escalation"):
            self._tables.run(f"delete from {table} where participant = :id", id=participant)
        projections.clear(self._tables, participant)
        self._vault.destroy_key(participant)
