"""Reads the organisation units and says how many there are on each level."""

from collections import Counter

from prefect import flow, task
from prefect_examples.dhis2 import from_environment


@task
def read_units(max_level: int) -> list[dict]:
    fields = "organisationUnits?paging=false&fields=id,level"
    units = from_environment().get(fields)["organisationUnits"]
    return [unit for unit in units if unit["level"] <= max_level]


def summarise(units: list[dict]) -> dict[int, int]:
    return dict(Counter(unit["level"] for unit in units))


@flow(log_prints=True)
def dhis2_ou_flow(max_level: int = 3) -> dict[int, int]:
    levels = summarise(read_units(max_level))
    for level, count in sorted(levels.items()):
        print(f"level {level}: {count}")
    return levels


if __name__ == "__main__":
    dhis2_ou_flow()
