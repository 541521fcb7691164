from company_sources.epr import fetch
from prefect import flow


@flow
def load(country: str = "NO", days: int = 1):
    fetch(country, days)
