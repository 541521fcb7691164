from prefect import flow


@flow(log_print=True)
def load():
    pass
