"""Pairs and comparisons of sync_schedules.py, the path of which is the argument."""

import runpy
import sys

script = runpy.run_path(sys.argv[1])
pair, is_equal, find, as_sent = (script[name] for name in ("pair", "is_equal", "find", "as_sent"))


def live(slug=None, active=True, parameters=None, **schedule):
    if "cron" in schedule:
        schedule = {"timezone": None, "day_or": True, **schedule}
    elif "interval" in schedule:
        schedule = {"timezone": "UTC", "anchor_date": "2026-01-01T00:00:00Z", **schedule}
    else:
        schedule = {"timezone": "UTC", **schedule}
    live.count += 1
    rest = {"max_scheduled_runs": None, "parameters": parameters or {}}
    return {"id": live.count, "schedule": schedule, "active": active, "slug": slug, **rest}


live.count = 0


def equal(wanted, there):
    assert is_equal(wanted, there), (wanted, there)


def different(wanted, there):
    assert not is_equal(wanted, there), (wanted, there)


# Cron: as text, but for blanks and case; an absent, an empty and the UTC zone are one.
equal({"cron": "0 5 * * MON"}, live(cron="0  5 * * mon "))
equal({"cron": "0 5 * * *", "timezone": "UTC"}, live(cron="0 5 * * *"))
equal({"cron": "0 5 * * *"}, live(cron="0 5 * * *", timezone=""))
different({"cron": "0 5 * * *"}, live(cron="0 5 * * *", timezone="Europe/Oslo"))
different({"cron": "0 5 * * *"}, live(cron="0 5 * * *", day_or=False))
different({"cron": "0 5 * * *"}, live(interval=300))

# An interval: by its length, and by its anchor where one is said.
equal({"interval": 3600}, live(interval="PT1H"))
equal({"interval": 3600}, live(interval=3600.0, anchor_date="2026-11-24T08:51:08.831582Z"))
equal({"interval": 60, "anchor_date": "2026-01-01T01:00:00+01:00"}, live(interval=60))
equal({"interval": 60, "anchor_date": "2026-01-01T00:00:00"}, live(interval=60))
different({"interval": 60, "anchor_date": "2026-01-01T00:00:01Z"}, live(interval=60))

# A rule: the server puts a start before one that has none.
equal({"rrule": "FREQ=DAILY"}, live(rrule="DTSTART:20200101T000000\nFREQ=DAILY"))
different({"rrule": "FREQ=DAILY"}, live(rrule="DTSTART:20200102T000000\nFREQ=DAILY"))
equal({"rrule": "FREQ=MINUTELY;INTERVAL=7"}, live(rrule="DTSTART:20200101T001400\nFREQ=MINUTELY;INTERVAL=7"))
different({"rrule": "FREQ=MINUTELY;INTERVAL=7"}, live(rrule="DTSTART:20200101T001500\nFREQ=MINUTELY;INTERVAL=7"))
equal({"rrule": "DTSTART:20210101T000000\nFREQ=DAILY"}, live(rrule="DTSTART:20210101T000000\nFREQ=DAILY"))
# Without a zone the server's scheduler fails on it.
different({"rrule": "FREQ=DAILY"}, live(rrule="DTSTART:20200101T000000\nFREQ=DAILY", timezone=None))

# What else a schedule says; a pause is kept where it says nothing of it.
equal({"cron": "0 5 * * *"}, live(cron="0 5 * * *", active=False))
different({"cron": "0 5 * * *", "active": True}, live(cron="0 5 * * *", active=False))
different({"cron": "0 5 * * *"}, live(cron="0 5 * * *", parameters={"a": 1}))
different({"cron": "0 5 * * *"}, live(cron="0 5 * * *", slug="s"))


def pairs(wanted, there):
    return [old and old["id"] for _, old in pair(wanted, there)]


one, two, three = live(cron="0 1 * * *"), live(cron="0 2 * * *"), live(cron="0 3 * * *")
# By equality in whatever order, then what is left; nothing twice.
assert pairs([{"cron": "0 2 * * *"}, {"cron": "0 4 * * *"}], [one, two]) == [two["id"], one["id"]]
assert pairs([{"cron": "0 2 * * *"}], [two, live(cron="0 2 * * *")]) == [two["id"]]
assert pairs([{"cron": "0 1 * * *"}] * 2, [one, two]) == [one["id"], two["id"]]
assert pairs([{"cron": "0 1 * * *"}, {"cron": "0 9 * * *"}], [one]) == [one["id"], None]
# The time weighs more than the place: the parameters of one are changed, not the times of all.
assert pairs([{"cron": "0 3 * * *", "parameters": {"a": 1}}, {"cron": "0 9 * * *"}], [one, three]) == [
    three["id"],
    one["id"],
]
# A cron expression stays one, where both are left.
assert pairs([{"cron": "0 9 * * *"}], [live(interval=60), one]) == [one["id"]]
# By slug first; a slug can be given and changed, not taken away.
slugged = live(cron="0 1 * * *", slug="a")
assert pairs([{"cron": "0 1 * * *", "slug": "b"}, {"cron": "0 8 * * *", "slug": "a"}], [slugged]) == [None, slugged["id"]]
assert pairs([{"cron": "0 1 * * *", "slug": "b"}], [slugged]) == [slugged["id"]]
assert pairs([{"cron": "0 1 * * *", "slug": "b"}], [one]) == [one["id"]]
assert pairs([{"cron": "0 1 * * *"}], [slugged]) == [None]
other = live(cron="0 1 * * *", slug="c")
assert pairs([{"cron": "0 1 * * *", "slug": "b", "replaces": "c"}], [slugged, other]) == [other["id"]]

# What is sent keeps what the wanted schedule does not say.
sent = as_sent({"interval": 60}, live(interval=30, active=False, parameters={"a": 1}))
assert sent["schedule"] == {"interval": 60, "anchor_date": "2026-01-01T00:00:00+00:00"}, sent
assert sent["active"] is False and sent["parameters"] == {} and "slug" not in sent


def there(flow, entrypoint="f.py:main", owner=None, folder="/opt/flows", updated="2026-01-01T00:00:00Z"):
    steps = [{"prefect.deployments.steps.set_working_directory": {"directory": folder}}]
    labels = {"stackgen.project": owner} if owner else {}
    rest = {"labels": labels, "pull_steps": steps, "updated": updated}
    return {"name": "n", "flow": flow, "entrypoint": entrypoint, **rest}


wanted = {"name": "n", "flow": "main", "entrypoint": "f.py:main", "directory": "flows"}
named, plain = there("Named"), there("main")
assert find(wanted, []) is None
assert find({**wanted, "name": "m"}, [plain]) is None
assert find(wanted, [named]) is named, "its decorator names the flow"
assert find(wanted, [there("Named", owner="other")]) is None, "another project's"
assert find(wanted, [there("Named", owner="other")], "other") is not None, "ours under a former name"
assert find(wanted, [there("x", folder="/opt/elsewhere"), named]) is named, "by its folder"
assert find(wanted, [named, there("x", updated="2026-01-02T00:00:00Z")])["flow"] == "x", "the last deployed"
assert find(wanted, [there("main", "old.py:main")])["entrypoint"] == "old.py:main", "by its flow"
assert find(wanted, [there("x", "old.py:main", owner="scripts")])["flow"] == "x", "by its mark"
assert find(wanted, [there("x", "old.py:main")]) is None
