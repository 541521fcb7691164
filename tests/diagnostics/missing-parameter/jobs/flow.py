from prefect import flow


@flow
def load(country: str, days: int = 1):
    print(country, days)
