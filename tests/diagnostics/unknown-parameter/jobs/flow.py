from prefect import flow


@flow
def load(country: str = "NO", days: int = 1):
    print(country, days)
