"""Answers what Prefect's own schedule classes answer.

In: one case a line as JSON: {"kind": "cron" | "interval" | "rrule" | "zone" | "anchor", "cron" | "interval" (seconds) | "rrule" |
"zone" | "anchor": ..., "timezone", "day_or", "anchor", "from", "until", "count"}. Out: one answer a line:
{"fires": [instants with their offsets, by instant]}, and with "error": "refused" (at validation), "raises" (while dates
are made; "fires" then holds those before), "hangs" (no answer within the limit). A zone or an anchor is only validated.

--zones DIR reads zone files from there instead of the system's; --limit SECONDS bounds each case.
"""

import argparse
import datetime
import json
import os
import signal
import sys
import warnings

ARGUMENTS = argparse.ArgumentParser()
ARGUMENTS.add_argument("--zones")
ARGUMENTS.add_argument("--limit", type=float, default=2.0)
OPTIONS = ARGUMENTS.parse_args()
if OPTIONS.zones:
    os.environ["PYTHONTZPATH"] = OPTIONS.zones
os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
warnings.simplefilter("ignore")

import dateutil.tz.tz  # noqa: E402
import prefect.client.schemas.schedules as client  # noqa: E402
import prefect.server.schemas.schedules as server  # noqa: E402
from prefect._internal.schemas import validators  # noqa: E402
from prefect.types import _datetime  # noqa: E402

if OPTIONS.zones:
    dateutil.tz.tz.TZPATHS[:] = [OPTIONS.zones]

# Prefect lists the zone files anew for each schedule, which is nearly all the time a case takes.
ZONES = _datetime.get_timezones()
validators.get_timezones = lambda: ZONES


class Late(BaseException):
    """The limit of a case is over."""


def on_alarm(_signal, _frame):
    raise Late


def moment(text):
    return None if text is None else datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def given(**values):
    return {key: value for key, value in values.items() if value is not None}


def schedule(case):
    """The server's schedule, made as `prefect deploy` makes it: through the client's class and JSON."""
    kind, zone = case["kind"], case.get("timezone")
    if kind == "cron":
        made = client.CronSchedule(**given(cron=case["cron"], timezone=zone, day_or=case.get("day_or")))
        of_server = server.CronSchedule
    elif kind == "interval":
        anchor = _datetime.parse_datetime(case["anchor"])
        length = datetime.timedelta(seconds=case["interval"])
        made = client.IntervalSchedule(**given(interval=length, anchor_date=anchor, timezone=zone))
        of_server = server.IntervalSchedule
    else:
        made = client.RRuleSchedule(rrule=case["rrule"], timezone=zone)
        of_server = server.RRuleSchedule
    return of_server(**made.model_dump(mode="json"))


def validate(case):
    if case["kind"] == "zone":
        client.RRuleSchedule(rrule="FREQ=DAILY", timezone=case["zone"])
        validators.default_timezone(case["zone"])
        return {"fires": []}
    date = _datetime.parse_datetime(case["anchor"])
    made = client.IntervalSchedule(interval=datetime.timedelta(days=1), anchor_date=date)
    stored = server.IntervalSchedule(**made.model_dump(mode="json")).anchor_date
    return {"fires": [stored.astimezone(datetime.timezone.utc).isoformat()]}


def answer(case):
    dates, stage = [], "refused"
    signal.setitimer(signal.ITIMER_REAL, OPTIONS.limit)
    try:
        if case["kind"] in ("zone", "anchor"):
            return validate(case)
        made = schedule(case)
        stage = "raises"
        question = {"n": case["count"], "start": moment(case["from"]), "end": moment(case.get("until"))}
        for date in made._get_dates_generator(**question):
            dates.append(date)
        stage = None
        what = None
    except Late:
        stage, what = "hangs", None
    except Exception as error:
        what = f"{type(error).__name__}: {error}"[:200]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    dates.sort(key=lambda date: date.astimezone(datetime.timezone.utc))
    return given(fires=[date.isoformat() for date in dates], error=stage, what=what)


def main():
    signal.signal(signal.SIGALRM, on_alarm)
    for line in sys.stdin:
        try:
            result = answer(json.loads(line))
        except Late:
            result = {"fires": [], "error": "hangs"}
        print(json.dumps(result), flush=True)


main()
