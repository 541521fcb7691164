from prefect import flow


@flow
def load(:
    print(country, days)
