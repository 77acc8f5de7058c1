"""Write `follow-ups.ics`: one all-day event, with an alarm, for everything that has a day."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event

from pipeline.output.papers import account_label, find_account
from pipeline.output.text import clean
from pipeline.records.case import Case
from pipeline.records.finding import FollowUp

_ALARM = timedelta(hours=9)  # nine in the morning of the day itself


def calendar(case: Case, follow_ups: Sequence[FollowUp], lang: str = "zh") -> bytes:
    """Return the calendar's bytes; times that the clock would give come from the case's `as_of`."""
    result = Calendar()
    result.add("prodid", "-//Jieqing//follow-ups//ZH")
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("method", "PUBLISH")
    result.add("x-wr-calname", f"{'Follow-ups' if lang == 'en' else '结清跟进'} {clean(case.name)}")
    seen: dict[str, int] = {}
    for one in follow_ups:
        uid = _uid(one)
        seen[uid] = seen.get(uid, 0) + 1
        result.add_component(_event(case, one, uid if seen[uid] == 1 else f"{uid}-{seen[uid]}", lang))
    return bytes(result.to_ical())


def _uid(one: FollowUp) -> str:
    """Return an id made of what the event is about; its day is left out, so it moves."""
    key = "\x1f".join((one.account or "", one.finding or "", one.action.zh))
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _event(case: Case, one: FollowUp, uid: str, lang: str) -> Event:
    action = clean(one.action.in_(lang))
    label = account_label(find_account(case, one.account), lang)
    event = Event()
    event.add("uid", f"{uid}@jieqing")
    event.add("dtstamp", datetime.combine(case.as_of, time(), UTC))
    event.add("dtstart", one.due_on)
    event.add("dtend", one.due_on + timedelta(days=1))
    event.add("summary", f"{action}（{clean(label)}）" if label else action)
    event.add("description", clean(one.why.in_(lang)))
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", action)
    alarm.add("trigger", _ALARM)
    event.add_component(alarm)
    return event
