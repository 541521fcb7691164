"""Loads a customer's orders into the warehouse (NUMBER)."""

import json
from datetime import date, timedelta
from pathlib import Path

from prefect import flow, get_run_logger, task

ORDERS = Path("/var/lib/orders/NUMBER")


@task(retries=3, retry_delay_seconds=10)
def read_orders(customer: str, day: date) -> list[dict]:
    path = ORDERS / customer / f"{day.isoformat()}.json"
    if not path.exists():
        return []
    with path.open() as file:
        return [order for order in json.load(file) if order["total"] > 0]


@task
def total_of(orders: list[dict]) -> float:
    return sum(order["total"] for order in orders)


@flow(name="load-orders", log_prints=True)
def load_orders(customer: str, limit: int = 100, days: int = 7) -> float:
    logger = get_run_logger()
    today = date.today()
    total = 0.0
    for back in range(days):
        orders = read_orders(customer, today - timedelta(days=back))
        logger.info("%s: %d orders", customer, len(orders))
        total += total_of(orders[:limit])
    return total


if __name__ == "__main__":
    load_orders("customer-NUMBER")
