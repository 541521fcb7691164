from prefect import flow


class Jobs:
    @flow
    def load(self, days: int = 1):
        print(days)
