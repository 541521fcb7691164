from prefect import flow


@flow
def yearly(year: int | None = None) -> None: ...


if __name__ == "__main__":
    yearly.serve(name="yearly-served")
